import { hash } from "node:crypto";
import { z } from "zod";
import type { DownstreamSpec, ReadingSpec } from "../downstreams/downstream.ts";
import { openPolicies } from "../downstreams/downstream.ts";
import type { ReadingKind } from "../downstreams/reading-kind.ts";
import { readingKinds } from "../downstreams/reading-kinds.ts";
import type { Need } from "../failures/failure.ts";
import { names, plain, text, url } from "../sources/source-kind.ts";
import { sentHeaders } from "./sent-headers.ts";

const most = 100;
const seconds = (least: number) => plain(z.number().int().min(least).max(86_400));
const place = z.string().regex(/^[^/]+\/.+$/, { error: "must be source/queue, where * stands for anything, such as shop/orders.* or */*" });
const patterns = (description: string, one: string) =>
  z
    .array(text)
    .max(most)
    .default([])
    .meta({ description, examples: [[one]] });

const tie = names({
  queues: z
    .array(place)
    .max(most)
    .default([])
    .meta({ description: "Dead-letter queues or topics, as source/queue; `*` stands for anything.", examples: [["shop/payments.*"]] }),
  origins: patterns("Where the message failed: a queue, an exchange, a topic, a handler or a consumer group.", "payments"),
  eventTypes: patterns("Types of events.", "Payment*"),
  errors: patterns("Words in the type or text of the error; with `*` a pattern for all of it.", "payment gateway"),
  frames: patterns("The same for the frames of its stack. Either an error or a frame has to match where both are given.", "PaymentClient"),
}).refine((one) => Object.values(one).some((list) => list.length > 0), {
  error: "must name queues, origins, eventTypes, errors or frames: otherwise every message would be tied",
});

const shared = {
  url: z
    .union([
      url(["https", "http"]),
      z
        .array(url(["https", "http"]))
        .min(1)
        .max(most),
    ])
    .meta({
      description:
        "Address that is asked, or several: one for each process that holds a breaker. Only GET requests are sent, and no redirect is followed.",
      examples: ["http://payments.internal:8080", ["http://payments-1:8080", "http://payments-2:8080"]],
    }),
  headers: sentHeaders("ACTUATOR_TOKEN"),
};

function readingOf(of: ReadingKind) {
  const own: object = of.shape;
  return names({ kind: z.literal(of.kind).describe("Kind of reading."), ...(of.isPushed ? {} : shared), ...own }).describe(of.description);
}
const [first, ...others]: readonly [ReadingKind, ...ReadingKind[]] = readingKinds;

const downstream = names({
  messages: z
    .array(tie)
    .max(most)
    .default([])
    .meta({
      description:
        "Messages whose handler calls it. Each entry stands for itself; within one, each list that is given has to match. A message whose error names the downstream by this name needs no entry.",
      examples: [[{ queues: ["shop/payments.*"] }, { errors: ["payment gateway"] }]],
    }),
  readings: z
    .array(z.discriminatedUnion("kind", [readingOf(first), ...others.map(readingOf)]))
    .max(most)
    .default([])
    .describe("Where the state of its circuit breakers is read. Left out: only Redrive's own reading of its messages."),
  opens: z
    .enum(openPolicies)
    .default("any_open")
    .describe("Where several processes have a breaker: when the downstream counts as open. What is unknown could be open."),
  everySeconds: seconds(1).default(10).describe("Seconds between two readings."),
  staleSeconds: seconds(2).default(60).describe("Seconds after which a reading is too old, and the state unknown."),
  stableSeconds: seconds(0)
    .default(120)
    .describe("Seconds for which it has to be closed before all held messages go on; a few are sent until then."),
  unknown: z
    .enum(["hold", "send"])
    .default("hold")
    .describe("What replays of more than one message do while its state is unknown. Single messages are sent."),
}).refine((one) => one.staleSeconds > one.everySeconds, {
  error: "must have staleSeconds above everySeconds: otherwise every reading is stale before the next one",
  path: ["staleSeconds"],
});

export const downstreamsSchema = z
  .record(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, { error: "must be letters, digits, dots, dashes and underscores" }),
    downstream,
  )
  .default({})
  .describe("Systems that your consumers call, by name. Replays wait while the circuit breaker of one is open.");

type File = z.output<typeof downstreamsSchema>;

export function toDownstreams(file: File): readonly DownstreamSpec[] {
  return Object.entries(file).map(([name, { readings, opens, everySeconds, staleSeconds, stableSeconds, unknown }]) => ({
    name,
    readings: readings.map((reading) => toReading(reading as AnyReading)),
    opens,
    everySeconds,
    staleSeconds,
    stableSeconds,
    unknownHolds: unknown === "hold",
  }));
}

/** What ties messages to each, as the diagnosis goes by it. */
export function toNeeds(file: File): readonly Need[] {
  return Object.entries(file).map(([name, { messages }]) => ({ name, ties: messages }));
}

/** What each kind has, as the schema lets it through. */
interface AnyReading {
  readonly kind: string;
  readonly url?: string | readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

function toReading(reading: AnyReading): ReadingSpec {
  const { kind, url: at = [], headers = {}, ...own } = reading;
  const urls = [at].flat();
  const key = urls.length === 0 ? kind : hash("sha256", JSON.stringify([kind, urls, own])).slice(0, 16);
  return { kind, urls, sends: headers, own, key };
}
