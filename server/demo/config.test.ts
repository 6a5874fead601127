import { expect, test } from "vitest";
import { consumersOf } from "../applications/consumer-of.ts";
import { readConfig } from "../config/read.ts";
import { demoConfig } from "./config.ts";

const url = "postgres://u:p@127.0.0.1:5432/shop";
const yaml = demoConfig({
  sqsEndpoint: "http://127.0.0.1:4401",
  rabbitmqUrl: "amqp://guest:guest@127.0.0.1:5672",
  kafkaBrokers: ["127.0.0.1:9092"],
  databaseUrl: url,
  shopUrl: url,
  port: 4400,
  shopPort: 4402,
});

test("the demo's messages are looked up in the tables of their own broker's shop", () => {
  const { applications } = readConfig(yaml, "redrive.yaml", {});
  const schemaOf = (source: string, queue: string) =>
    consumersOf(applications, { source, queue }).map(({ application, name }) => [
      name,
      ...new Set(application.tables.map(({ schema }) => schema)),
    ]);
  expect(schemaOf("shop-aws", "shipping-dlq")).toEqual([["shipping", "sqs"]]);
  expect(schemaOf("shop-rabbit", "redrive-demo.shipping.dlq")).toEqual([["shipping", "rabbitmq"]]);
  expect(schemaOf("shop-kafka", "redrive-demo.shipping.dlq")).toEqual([["shipping", "kafka"]]);
});
