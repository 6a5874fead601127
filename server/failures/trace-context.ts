import type { Head } from "../sources/port.ts";
import { valueText } from "./read-header.ts";

/** The trace that a message was sent in, as it carries it. Ids are lower-case hexadecimal, and not zero. */
export interface TraceContext {
  readonly traceId: string;
  /** The span that sent it. null: not carried. */
  readonly spanId: string | null;
  /** Whether that trace is recorded. null: not carried. */
  readonly sampled: boolean | null;
}

type Values = (name: string) => readonly string[];

/** CloudEvents, "Distributed Tracing" extension, by the prefixes of its bindings. */
const w3cNames = ["traceparent", "ce_traceparent", "ce-traceparent", "cloudevents:traceparent", "cloudevents_traceparent"];
const b3Names = { one: "b3", trace: "x-b3-traceid", span: "x-b3-spanid", sampled: "x-b3-sampled" } as const;
const xRayNames = ["x-amzn-trace-id", "awstraceheader"];
const names: ReadonlySet<string> = new Set([...w3cNames, ...Object.values(b3Names), ...xRayNames]);
/** No value of these is longer; what is, is none. */
const longest = 512;

/** Each way to carry a trace, by names in lower case; the first that a message has counts. */
const ways: readonly ((values: Values) => readonly (TraceContext | null)[])[] = [
  (values) => w3cNames.flatMap(values).map(ofW3c),
  (values) => values(b3Names.one).map(ofB3),
  (values) => {
    const [span = "", sampled] = [values(b3Names.span)[0], values(b3Names.sampled)[0]];
    return values(b3Names.trace).map((trace) => ofB3(`${trace}-${span || "0".repeat(16)}${sampled === undefined ? "" : `-${sampled}`}`));
  },
  (values) => xRayNames.flatMap(values).map(ofXRay),
];

/** The trace of a message. null: it carries none, or nothing that can be read, or several that differ. */
export function readTraceContext({ headers, properties }: Pick<Head, "headers" | "properties">): TraceContext | null {
  const byName = new Map<string, string[]>();
  for (const { name, value } of [...headers, ...properties]) {
    const key = name.toLowerCase();
    const text = names.has(key) ? (valueText(value) ?? "").trim() : "";
    if (text === "" || text.length > longest) continue;
    const found = byName.get(key);
    if (found) found.push(text);
    else byName.set(key, [text]);
  }
  if (byName.size === 0) return null;
  for (const way of ways) {
    const found = way((name) => byName.get(name) ?? []).filter((context) => context !== null);
    const [first] = found;
    if (first) return found.every(({ traceId }) => traceId === first.traceId) ? first : null;
  }
  return null;
}

/** W3C Trace Context, section 3.2: later versions may add fields; ff is no version. */
function ofW3c(text: string): TraceContext | null {
  const [, version = "", traceId = "", spanId = "", flags = "", more = ""] =
    /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/.exec(text) ?? [];
  if (version === "" || version === "ff" || (version === "00" && more !== "")) return null;
  return spanId === "0".repeat(16) ? null : contextOf(traceId, spanId, (Number.parseInt(flags, 16) & 1) === 1);
}

/** B3 in one header: {trace id of 16 or 32}-{span id}[-{sampled}[-{parent}]]. */
function ofB3(text: string): TraceContext | null {
  const [, traceId, spanId = "", sampled] = /^([\da-f]{32}|[\da-f]{16})-([\da-f]{16})(?:-([01d])(?:-[\da-f]{16})?)?$/i.exec(text) ?? [];
  return traceId === undefined ? null : contextOf(traceId.padStart(32, "0"), spanId, sampled === undefined ? null : sampled !== "0");
}

/** AWS X-Ray: Root=1-{8 of time}-{24};Parent={16};Sampled={0, 1 or ?}. */
function ofXRay(text: string): TraceContext | null {
  const fields = new Map(
    text.split(";").map((part) => [part.split("=", 1)[0]?.trim().toLowerCase(), part.slice(part.indexOf("=") + 1).trim()]),
  );
  const [, time = "", rest = ""] = /^1-([\da-f]{8})-([\da-f]{24})$/i.exec(fields.get("root") ?? "") ?? [];
  const parent = /^[\da-f]{16}$/i.exec(fields.get("parent") ?? "")?.[0] ?? null;
  const sampled = fields.get("sampled");
  return contextOf(time + rest, parent, sampled === "1" ? true : sampled === "0" ? false : null);
}

function contextOf(traceId: string, spanId: string | null, sampled: boolean | null): TraceContext | null {
  const isTrace = /^[\da-f]{32}$/i.test(traceId) && !/^0+$/.test(traceId);
  if (!isTrace) return null;
  return { traceId: traceId.toLowerCase(), spanId: spanId === null || /^0+$/.test(spanId) ? null : spanId.toLowerCase(), sampled };
}
