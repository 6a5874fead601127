import { expect, it } from "vitest";
import { deadRecord } from "../../testing/heads.ts";
import { readKafkaConnect } from "./kafka-connect.ts";

it("reads a sink's dead letter; of two the last counts", () => {
  const evidence = readKafkaConnect(
    deadRecord([
      ["tenant", "north"],
      ["__connect.errors.topic", "old"],
      ["__connect.errors.topic", "orders"],
      ["__connect.errors.offset", "42"],
      ["__connect.errors.connector.name", "jdbc-sink"],
      ["__connect.errors.stage", "VALUE_CONVERTER"],
      ["__connect.errors.exception.class.name", "org.apache.kafka.connect.errors.DataException"],
      ["__connect.errors.exception.message", null],
    ]),
  );
  expect(evidence).toMatchObject({
    origin: { queue: "orders", handler: "jdbc-sink" },
    errors: [{ type: "org.apache.kafka.connect.errors.DataException", text: null }],
    attempts: [{ where: "jdbc-sink, VALUE_CONVERTER", after: 0 }],
    tries: null,
  });
  expect(evidence?.strips).not.toContain("tenant");
});

it("is silent where the connector writes no context", () => {
  expect(readKafkaConnect(deadRecord([["tenant", "north"]]))).toBeNull();
});
