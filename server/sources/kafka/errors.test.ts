import { expect, test } from "vitest";
import { BrokerError } from "../port.ts";
import { toBrokerError } from "./errors.ts";

const client = { source: "shop", brokers: ["kafka:9092"] };
const wrapped = (cause: Error, name = "KafkaJSNonRetriableError") => Object.assign(new Error(cause.message, { cause }), { name });
const say = (error: unknown) => toBrokerError(client, 'read "orders-dlt"', error);

test("a fault of the program stays one, however deep it is wrapped", () => {
  const fault = new TypeError("Cannot read properties of undefined (reading 'leader')");
  for (const error of [fault, wrapped(fault), wrapped(wrapped(fault))]) expect(say(error)).toBe(fault);
});

test("what is denied is said with the right that is missing", () => {
  const deniedBy = (type: string) => wrapped(Object.assign(new Error("no"), { type }));
  expect(say(deniedBy("TOPIC_AUTHORIZATION_FAILED"))).toMatchObject({
    code: "denied",
    message: expect.stringContaining("the user needs Read and Describe on the topic"),
  });
  expect(say(deniedBy("GROUP_AUTHORIZATION_FAILED")).message).toContain("on the consumer groups of Redrive");
  expect(say(deniedBy("SASL_AUTHENTICATION_FAILED")).message).toContain("check the user, the password and the rights");
});

test("an address that only another broker knows is named beside the one that is configured", () => {
  const refused = (broker: string) =>
    wrapped(Object.assign(new Error(`Connection error: connect ECONNREFUSED ${broker}`), { name: "KafkaJSConnectionError", broker }));
  const told = say(refused("10.0.0.7:9092"));
  expect(told).toMatchObject({ code: "unreachable" });
  expect(told.message).toBe(
    'Source "shop" could not read "orders-dlt": kafka:9092 answers and says that a broker is reached at 10.0.0.7:9092, but that address does not answer ' +
      "(connect ECONNREFUSED 10.0.0.7:9092). Set advertised.listeners of that broker to an address that Redrive can reach.",
  );
  expect(say(refused("kafka:9092")).message).toContain("no broker answers (connect ECONNREFUSED kafka:9092)");
});

test("what is said already stays as it is", () => {
  const error = new BrokerError("missing", "There is no topic.");
  expect(say(error)).toBe(error);
});
