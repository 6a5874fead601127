import { z } from "zod";
import { names, plain, sourceKind, text, type TlsFiles, tlsFiles } from "../source-kind.ts";

export interface KafkaOptions {
  /** "host:port" of some brokers; the rest are learnt from them. */
  readonly brokers: readonly string[];
  readonly tls: boolean | TlsFiles;
  /** How the names of the consumer groups begin that read its topics: consoles that share a cluster need one each. */
  readonly group: string;
  readonly sasl: {
    readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
    readonly username: string;
    readonly password: string;
  } | null;
}

export const kafka = sourceKind({
  kind: "kafka",
  offered: true,
  mirrored: true,
  queueName: text.refine((name) => !name.startsWith("__"), {
    error: 'must not begin with "__": these are topics of Kafka itself, and mirroring __consumer_offsets would feed itself',
  }),
  shape: {
    brokers: z
      .array(text.regex(/^[^\s:/]+:\d{1,5}$/, { error: "must be host:port" }))
      .min(1)
      .meta({
        description: "Some brokers of the cluster, as host:port. The cluster names the others.",
        examples: [["kafka-1.internal:9093", "kafka-2.internal:9093"]],
      }),
    tls: z
      .union([plain(z.boolean()), tlsFiles])
      .default(false)
      .meta({
        description: "`true`: TLS, with the public authorities. A mapping names certificate files and turns TLS on too.",
        examples: [true, { ca: "/etc/redrive/kafka-ca.pem" }],
      }),
    group: text
      .regex(/^[\w.-]{1,100}$/, { error: "must be letters, digits, dots, dashes and underscores" })
      .default("redrive")
      .meta({
        description:
          "First part of the names of Redrive's consumer groups: `<group>.<source>.<topic>`. Consoles that share a cluster need one each.",
        examples: ["redrive-eu"],
      }),
    sasl: names({
      mechanism: z.enum(["plain", "scram-sha-256", "scram-sha-512"]).describe("How Redrive proves who it is."),
      username: text.meta({ description: "User of the cluster.", examples: ["redrive"] }),
      password: text.meta({ description: "Password of that user.", examples: ["${KAFKA_PASSWORD}"] }),
    })
      .optional()
      .describe("Sign-in to the cluster. Left out: none."),
  },
  secrets: ["password"],
  urls: [],
  options: ({ brokers, tls, group, sasl }): KafkaOptions => ({ brokers, tls, group, sasl: sasl ?? null }),
});
