import { expect, test } from "vitest";
import { headersOf } from "../testing/heads.ts";
import { readTraceContext } from "./trace-context.ts";

const trace = "0af7651916cd43dd8448eb211c80319c";
const span = "b7ad6b7169203331";
const whole = { traceId: trace, spanId: span, sampled: true };
const read = (headers: Parameters<typeof headersOf>[0], properties = {}) =>
  readTraceContext({ headers: headersOf(headers), properties: headersOf(properties) });

test.each([
  ["W3C", { traceparent: `00-${trace}-${span}-01` }, whole],
  ["W3C, not recorded", { traceparent: `00-${trace}-${span}-02` }, { ...whole, sampled: false }],
  ["W3C, by a name as some write it", { Traceparent: ` 00-${trace}-${span}-01 ` }, whole],
  ["a later version with more in it", { traceparent: `cc-${trace}-${span}-01-what-comes` }, whole],
  ["CloudEvents on Kafka", { ce_traceparent: `00-${trace}-${span}-01` }, whole],
  ["CloudEvents on AMQP", { "cloudEvents:traceparent": `00-${trace}-${span}-01` }, whole],
  ["B3 in one", { b3: `${trace}-${span}-1-05e3ac9a4f6e3b90` }, whole],
  ["B3 in one, 64 bits, upper case", { B3: `${span.toUpperCase()}-${span}-d` }, { ...whole, traceId: `${"0".repeat(16)}${span}` }],
  ["B3 in one, undecided", { b3: `${trace}-${span}` }, { ...whole, sampled: null }],
  ["B3 in several", { "X-B3-TraceId": trace, "X-B3-SpanId": span, "X-B3-Sampled": "0" }, { ...whole, sampled: false }],
  ["B3 of a trace alone", { "X-B3-TraceId": trace }, { traceId: trace, spanId: null, sampled: null }],
  ["X-Ray", { "X-Amzn-Trace-Id": `Root=1-${trace.slice(0, 8)}-${trace.slice(8)};Parent=${span};Sampled=1` }, whole],
  [
    "X-Ray in another order, without a parent",
    { "X-Amzn-Trace-Id": `Self=1-x; Sampled=?; Root=1-${trace.slice(0, 8)}-${trace.slice(8)}` },
    { traceId: trace, spanId: null, sampled: null },
  ],
  ["W3C before the others", { b3: `${"1".repeat(32)}-${span}`, traceparent: `00-${trace}-${span}-01` }, whole],
  ["what can be read before what cannot", { b3: `${trace}-${span}-1`, traceparent: "00-0" }, whole],
])("%s", (_name, headers, context) => expect(read(headers as Parameters<typeof headersOf>[0])).toEqual(context));

test("SQS carries X-Ray's in a property", () => {
  expect(read({}, { AWSTraceHeader: `Root=1-${trace.slice(0, 8)}-${trace.slice(8)};Parent=${span};Sampled=1` })).toEqual(whole);
});

test.each([
  `00-${trace}-${span}`,
  `00-${trace}-${span}-01-more`,
  `ff-${trace}-${span}-01`,
  `00-${trace.toUpperCase()}-${span}-01`,
  `00-${"0".repeat(32)}-${span}-01`,
  `00-${trace}-${"0".repeat(16)}-01`,
  `00-${trace.slice(1)}-${span}-01`,
  `00-../../../../../../../../admin?x=-${span}-01`,
  `cc-${trace}-${span}-01-${"x".repeat(1_000_000)}`,
  "",
])("%.60s is no trace", (traceparent) => expect(read({ traceparent })).toBeNull());

test.each(["0", "1", "d", trace, `${trace}-`, `${trace}-${span}-7`, `${"0".repeat(32)}-${span}-1`])("b3 %s is no trace", (b3) =>
  expect(read({ b3 })).toBeNull(),
);

test.each(["Root=1-5759e988-bd86", "Parent=1", ";;;==;", `Root=2-${trace.slice(0, 8)}-${trace.slice(8)}`])(
  "X-Ray %s is no trace",
  (value) => expect(read({ "x-amzn-trace-id": value })).toBeNull(),
);

test("of two that differ none is chosen; twice the same is one", () => {
  const header = (traceId: string) => headersOf({ traceparent: `00-${traceId}-${span}-01` });
  const of = (...ids: readonly string[]) => readTraceContext({ headers: ids.flatMap(header), properties: [] });
  expect(of(trace, "1".repeat(32))).toBeNull();
  expect(of(trace, trace)).toEqual(whole);
  expect(read({ traceparent: { deep: [1] } })).toBeNull();
});

test("a hundred thousand headers of one name are read in one pass", () => {
  const [one] = headersOf({ traceparent: `00-${trace}-${span}-01` });
  const headers = one ? Array.from({ length: 100_000 }, () => one) : [];
  const startedAt = performance.now();
  expect(readTraceContext({ headers, properties: [] })).toEqual(whole);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
