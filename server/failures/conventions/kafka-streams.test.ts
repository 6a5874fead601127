import { expect, it } from "vitest";
import { deadRecord } from "../../testing/heads.ts";
import { readKafkaStreams } from "./kafka-streams.ts";

it("reads both forms of the exception", () => {
  const read = (exception: string) =>
    readKafkaStreams(
      deadRecord([
        ["__streams.errors.exception", exception],
        ["__streams.errors.topic", "orders"],
      ]),
    );
  expect(read("java.lang.IllegalStateException: no such order: 7")?.errors).toMatchObject([
    { type: "java.lang.IllegalStateException", text: "no such order: 7" },
  ]);
  expect(read("java.lang.IllegalStateException")).toMatchObject({
    errors: [{ type: "java.lang.IllegalStateException", text: null }],
    origin: { queue: "orders", handler: null },
  });
});

it("knows no place to send a record of an internal topic back to", () => {
  const evidence = readKafkaStreams(deadRecord([["__streams.errors.topic", "app-sums-repartition"]]));
  expect(evidence?.origin).toMatchObject({ queue: null, topic: "app-sums-repartition", handler: null });
});

it("is silent on a live record", () => {
  expect(readKafkaStreams(deadRecord([]))).toBeNull();
});
