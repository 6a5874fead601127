import { expect, it } from "vitest";
import { deadRecord } from "../../testing/heads.ts";
import { readKarafka } from "./karafka.ts";

const piped = [
  ["source_topic", "orders"],
  ["source_partition", "2"],
  ["source_offset", "17"],
  ["source_consumer_group", "billing"],
] as const;

it("reads where the record failed and how often; no error is carried", () => {
  const evidence = readKarafka(deadRecord([...piped, ["source_attempts", "3"], ["source_trace_id", "c0ffee"], ["tenant", "north"]]));
  expect(evidence).toMatchObject({
    convention: "Karafka",
    errors: [],
    attempts: [],
    tries: { count: 3 },
    origin: { queue: "orders", handler: "billing" },
  });
  expect(evidence?.strips).toEqual([...piped.map(([name]) => name), "source_attempts", "source_trace_id"]);
});

it("is silent on a record that was only piped on", () => {
  expect(readKarafka(deadRecord(piped))).toBeNull();
});
