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
  log: false,
  shape: {
    region: text,
    endpoint: url(["http", "https"]).optional(),
    tls: tlsFiles.optional(),
    accessKeyId: text.optional(),
    secretAccessKey: text.optional(),
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
