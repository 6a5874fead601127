import { z } from "zod";
import { shownLine } from "../text/output.ts";
import { kinds } from "./kinds.ts";
import type { LogPart, LogReader, LogState, Removal } from "./log.ts";
import { type Audience, type Head, type Header, type HeaderValue, headerTypes, type TopologyWarning } from "./port.ts";

export const brokerKind = z.enum(kinds.map(({ kind }) => kind));

/** What pages get of the port's own types. */
export const topologyWarning = z.object({
  code: z.string(),
  severity: z.enum(["bad", "warn", "info"]),
  text: shownLine,
  mend: z.string().nullable(),
}) satisfies z.ZodType<TopologyWarning>;

export const audience = z.object({
  receivers: z
    .array(z.object({ name: shownLine, consumers: z.number().nullable(), lag: z.number().nullish() }))
    .readonly()
    .nullable(),
  warnings: z.array(topologyWarning).readonly(),
}) satisfies z.ZodType<Audience>;

/** Positions are as people read them. */
export const logPart = z.object({
  part: z.string(),
  first: z.string(),
  next: z.string(),
  end: z.string(),
  unread: z.number(),
}) satisfies z.ZodType<LogPart>;

export const logReader = z.object({
  name: shownLine,
  consumers: z.number().nullable(),
  behind: z.number().nullable(),
}) satisfies z.ZodType<Omit<LogReader, "positions">>;

export const logSettings = z.object({ compacted: z.boolean(), retentionMs: z.number().nullable() }) satisfies z.ZodType<
  NonNullable<LogState["settings"]>
>;

export const removal = z.object({
  part: z.string(),
  state: z.enum(["done", "refused", "unknown"]),
  reason: shownLine.nullable(),
}) satisfies z.ZodType<Removal>;

const headerValue: z.ZodType<HeaderValue> = z.object({
  type: z.enum(headerTypes),
  wire: z.string(),
  text: z.string().nullable(),
  get fields() {
    return z.array(header).readonly().optional();
  },
  get items() {
    return z.array(headerValue).readonly().optional();
  },
});

export const header = z.object({ name: z.string(), nameBytes: z.string().optional(), value: headerValue }) satisfies z.ZodType<Header>;

/** The decoded view of a head without its key. */
export const headFacts = z.object({
  address: z.record(z.string(), shownLine),
  headers: z.array(header).readonly(),
  properties: z.array(header).readonly(),
  problem: shownLine.nullable(),
}) satisfies z.ZodType<Omit<Head, "key">>;
