import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { routeMessage } from "../failures/recognize.ts";
import { failedMessage } from "../payloads/reader.ts";
import { headOf, sqsCodec } from "../sources/sqs/head.ts";
import { deadShapes } from "../testing/dead-shapes.ts";
import { noRules } from "../testing/heads.ts";
import { problemKinds } from "../sources/port.ts";
import { readReplayMark } from "./replay-mark.ts";
import { outgoingAtMost, packRouteFacts, readRouteFacts, unpackRouteFacts } from "./route-facts.ts";

const kind = fc.option(fc.constantFrom(...problemKinds));
const anyFacts = fc.record({
  queue: fc.boolean(),
  exchange: fc.boolean(),
  partition: fc.boolean(),
  internal: fc.boolean(),
  incomplete: fc.boolean(),
  marked: fc.boolean(),
  problem: kind,
  releaseProblem: kind,
});

test("a row holds all facts in a positive smallint, and null is not derived", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const bits = packRouteFacts(facts);
      expect(bits).toBeLessThan(2 ** 15);
      expect(unpackRouteFacts(bits)).toEqual(facts);
    }),
  );
  expect(unpackRouteFacts(null)).toBeNull();
});

test("what a message says of its way is read of any bytes without a throw, and true of what is sent", () => {
  for (const { codec, queue, message } of deadShapes) {
    const cut = message.map((raw) => ({ ...raw, head: raw.head.subarray(0, raw.head.length >> 1) }));
    fc.assert(
      fc.property(fc.oneof(message, cut), (raw) => {
        const { facts, problem, route } = readFacts(codec, queue, raw);
        expect(facts.problem).toBe(problem?.kind ?? null);
        if (facts.problem === "head") return;
        const sent = outgoingAtMost(codec, raw, route);
        expect(codec.problemOf(sent)?.kind ?? null).toBe(facts.problem);
        expect(readReplayMark(codec.decode(sent.head).headers) !== null).toBe(facts.marked);
      }),
    );
  }
});

interface Case {
  readonly messages: readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>>;
    readonly body: { readonly text: string };
    readonly expect: { readonly replayable: boolean };
  }[];
}

const { messages: full } = JSON.parse(readFileSync(`${import.meta.dirname}/cases/sqs-attributes-full.json`, "utf8")) as Case;

test.each(full)(
  "an SQS message of $name attributes is sent whole, and with marks where there is room",
  ({ attributes, body, expect: wanted }) => {
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, { BinaryValue, ...value }]) => [
        name,
        BinaryValue === undefined ? value : { ...value, BinaryValue: Buffer.from(BinaryValue, "base64") },
      ]),
    );
    const head = headOf("full-dlq", { MessageAttributes });
    const stored = { head, body: Buffer.from(body.text) };
    const { facts, route } = readFacts(sqsCodec, "full-dlq", stored);
    const count = Object.keys(attributes).length;
    expect([facts.problem === null, facts.marked]).toEqual([wanted.replayable, count < 10]);
    const names = sqsCodec.decode(outgoingAtMost(sqsCodec, stored, route).head).headers.map(({ name }) => name);
    expect(names.filter((name) => !name.startsWith("x-redrive"))).toEqual(Object.keys(attributes));
    expect(names.length).toBeLessThanOrEqual(10);
  },
);

function readFacts(
  codec: (typeof deadShapes)[number]["codec"],
  queue: string,
  stored: { readonly head: Uint8Array; readonly body: Uint8Array | null },
) {
  const message = failedMessage({ source: "shop", queue, kind: "memory", codec, rules: noRules }, stored, new Date());
  const route = routeMessage(message, noRules);
  return { ...readRouteFacts(codec, stored, message.head, route), route };
}
