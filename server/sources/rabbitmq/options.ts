import { z } from "zod";
import { sourceKind, url, type TlsFiles, tlsFiles } from "../source-kind.ts";

export interface RabbitMQOptions {
  /** amqp or amqps, with user, password and virtual host. */
  readonly url: string;
  /** Address of the management API; null: topology, types and limits are unknown, all else works. */
  readonly management: string | null;
  /** For amqps and an https management address; Left out: the public authorities are believed. */
  readonly tls?: TlsFiles | undefined;
  /** A replay carries the deaths of the message again. */
  readonly keepDeathHeaders: boolean;
}

export const rabbitmq = sourceKind({
  kind: "rabbitmq",
  offered: true,
  log: false,
  shape: {
    url: url(["amqp", "amqps"]),
    management: url(["http", "https"]).optional(),
    tls: tlsFiles.optional(),
    keepDeathHeaders: z.boolean().default(false),
  },
  secrets: [],
  urls: ["url", "management"],
  options: (own): RabbitMQOptions => ({
    url: own.url,
    management: own.management ?? null,
    tls: own.tls,
    keepDeathHeaders: own.keepDeathHeaders,
  }),
});
