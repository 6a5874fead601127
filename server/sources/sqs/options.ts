import { sourceKind, text, url, type TlsFiles, tlsFiles } from "../source-kind.ts";

export interface SqsOptions {
  readonly region: string;
  /** Another address than AWS's: an emulator, a VPC endpoint. */
  readonly endpoint: string | null;
  /** Left out: the public authorities are believed. */
  readonly tls?: TlsFiles | undefined;
  /** null: the environment's or the instance's credentials. */
  readonly accessKeyId: string | null;
  readonly secretAccessKey: string | null;
}

export const sqs = sourceKind({
  kind: "sqs",
  offered: true,
  mirrored: false,
  shape: {
    region: text.meta({ description: "AWS region of the queues.", examples: ["eu-west-1"] }),
    endpoint: url(["http", "https"])
      .optional()
      .meta({
        description: "Another address than that of AWS: a VPC endpoint, or an emulator.",
        examples: ["https://vpce-0a1b2c3d.sqs.eu-west-1.vpce.amazonaws.com"],
      }),
    tls: tlsFiles.optional().describe("Certificates for an `https` endpoint."),
    accessKeyId: text.optional().meta({
      description: "Access key. Left out: the credentials of the environment, of the container or of the instance.",
      examples: ["${REDRIVE_AWS_KEY}"],
    }),
    secretAccessKey: text.optional().meta({ description: "Secret of `accessKeyId`.", examples: ["${REDRIVE_AWS_SECRET}"] }),
  },
  secrets: ["accessKeyId", "secretAccessKey"],
  urls: ["endpoint"],
  options: (own): SqsOptions => ({
    region: own.region,
    endpoint: own.endpoint ?? null,
    tls: own.tls,
    accessKeyId: own.accessKeyId ?? null,
    secretAccessKey: own.secretAccessKey ?? null,
  }),
});
