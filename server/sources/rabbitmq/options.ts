import { z } from "zod";
import { plain, sourceKind, url, type TlsFiles, tlsFiles } from "../source-kind.ts";

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
  mirrored: false,
  shape: {
    url: url(["amqp", "amqps"]).meta({
      description: "Address of the broker, with user, password and, as its path, the virtual host.",
      examples: ["amqps://redrive:${RABBITMQ_PASSWORD}@rabbitmq.internal/shop"],
    }),
    management: url(["http", "https"])
      .optional()
      .meta({
        description:
          "Address of the management API. Without a user in it, user and password of `url` are used. Left out: queues are not listed, and origins, queue types and delivery limits are unknown.",
        examples: ["https://redrive:${RABBITMQ_PASSWORD}@rabbitmq.internal:15671"],
      }),
    tls: tlsFiles.optional().describe("Certificates for `amqps` and for an `https` management address."),
    keepDeathHeaders: plain(z.boolean())
      .default(false)
      .describe("`true`: a replay carries the x-death headers again, for consumers that count deaths themselves."),
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
