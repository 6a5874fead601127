import { isIP } from "node:net";
import { z } from "zod";
import { names, plain, text } from "../sources/source-kind.ts";
import { subnet } from "./subnet.ts";
import { secret } from "./weak-secret.ts";
import type { Config } from "./config.ts";

const worker = names({
  host: text
    .refine((host) => isIP(host) > 0, { error: "must be an IP address of this machine, or 0.0.0.0 or :: for all of them" })
    .default("127.0.0.1")
    .meta({
      description: "Address that a worker serves its metrics on. One beyond this machine needs `token` or `from`.",
      examples: ["0.0.0.0"],
    }),
  port: plain(z.number().int().min(1).max(65_535)).meta({
    description: "Port that a worker serves its metrics on. Workers on one machine need a port each.",
    examples: [4401, "${METRICS_PORT:-4401}"],
  }),
});

export const metricsSchema = names({
  token: secret.optional().meta({
    description: "What a scraper sends as `Authorization: Bearer …`, from wherever it asks. It opens nothing else.",
    examples: ["${METRICS_TOKEN}"],
  }),
  from: z
    .array(subnet)
    .min(1)
    .optional()
    .meta({ description: "Addresses and subnets that may read metrics, and no others.", examples: [["127.0.0.1", "10.0.3.0/24"]] }),
  worker: worker.optional().describe("Workers serve their own metrics here. Left out: they listen nowhere."),
})
  .prefault({})
  .describe("Who may read `/metrics`. Left out: only who asks on this machine, at its own name. With `token` and `from` both are needed.");

export function toMetrics({ token, from, worker: of }: z.output<typeof metricsSchema>): Config["metrics"] {
  return { token: token ?? null, from: from ?? null, worker: of ?? null };
}
