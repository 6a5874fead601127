import { expect, test } from "vitest";
import { deadRecord } from "../testing/heads.ts";
import { orderedText } from "../sources/position.ts";
import { readOriginRecord } from "./origin-record.ts";

const int32 = (n: number) => Buffer.from([n >> 24, n >> 16, n >> 8, n]);
const int64 = (n: number) => Buffer.concat([int32(0), int32(n)]);
const read = (headers: Parameters<typeof deadRecord>[0]) => readOriginRecord(deadRecord(headers).head);

test("Spring's recoverer appends: the last counts; @RetryableTopic and SmallRye mean the first", () => {
  const twice = (prefix: string) =>
    read([
      [`${prefix}topic`, "old"],
      [`${prefix}topic`, "new"],
      [`${prefix}partition`, int32(1)],
      [`${prefix}partition`, int32(2)],
      [`${prefix}offset`, int64(10)],
      [`${prefix}offset`, int64(20)],
    ]);
  expect(twice("kafka_dlt-original-")).toEqual({ topic: "new", part: "2", at: orderedText(20) });
  expect(twice("kafka_original-")).toEqual({ topic: "old", part: "1", at: orderedText(10) });
  expect(twice("dead-letter-")).toEqual({ topic: "old", part: "1", at: orderedText(10) });
});

test("Connect, Streams and share groups write digits", () => {
  for (const prefix of ["__connect.errors.", "__streams.errors.", "__dlq.errors."])
    expect(
      read([
        [`${prefix}topic`, "orders"],
        [`${prefix}partition`, "3"],
        [`${prefix}offset`, "4711"],
      ]),
    ).toEqual({ topic: "orders", part: "3", at: orderedText(4_711) });
});

test("what is incomplete, impossible or Kafka's own is no address", () => {
  const at = (topic: string, partition: string, offset: string) =>
    read([
      ["source_topic", topic],
      ["source_partition", partition],
      ["source_offset", offset],
    ]);
  expect(at("orders", "0", "0")).toEqual({ topic: "orders", part: "0", at: orderedText(0) });
  expect(at("__consumer_offsets", "0", "1")).toBeNull();
  expect(at("orders", "-1", "1")).toBeNull();
  expect(at("or ders\n", "0", "1")).toBeNull();
  expect(read([["source_topic", "orders"]])).toBeNull();
  expect(read([])).toBeNull();
});
