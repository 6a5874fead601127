import { expect, it } from "vitest";
import { deadRecord } from "../../testing/heads.ts";
import { readKafkaRecord } from "./kafka-record.ts";

it("takes the record's time for that of the death, but where a framework keeps the time of the event", () => {
  expect(readKafkaRecord(deadRecord([["tenant", "north"]]))?.diedAt).toEqual(new Date("2026-11-23T02:49:47Z"));
  expect(readKafkaRecord(deadRecord([["__connect.errors.topic", "orders"]]))).toBeNull();
});
