import { z } from "zod";
import { names, sourceKind, text, type TlsFiles, tlsFiles } from "../source-kind.ts";

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
  log: true,
  queueName: text.refine((name) => !name.startsWith("__"), {
    error: 'must not begin with "__": these are topics of Kafka itself, and mirroring __consumer_offsets would feed itself',
  }),
  shape: {
    brokers: z.array(text.regex(/^[^\s:/]+:\d{1,5}$/, { error: "must be host:port" })).min(1),
    tls: z.union([z.boolean(), tlsFiles]).default(false),
    group: text.regex(/^[\w.-]{1,100}$/, { error: "must be letters, digits, dots, dashes and underscores" }).default("redrive"),
    sasl: names({ mechanism: z.enum(["plain", "scram-sha-256", "scram-sha-512"]), username: text, password: text }).optional(),
  },
  secrets: ["password"],
  urls: [],
  options: ({ brokers, tls, group, sasl }): KafkaOptions => ({ brokers, tls, group, sasl: sasl ?? null }),
});
