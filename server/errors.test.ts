import { expect, test } from "vitest";
import { answerError, DomainError } from "./errors.ts";

const logged: unknown[] = [];
const log = { error: (facts: unknown) => logged.push(facts) };

test("an unknown error is in the log under the id that the answer names", () => {
  const error = new Error("secret");
  const { status, message } = answerError(error, log as never, "messages.get");
  expect([status, message.includes("secret")]).toEqual([500, false]);
  expect(logged).toEqual([{ id: /under (\w{8})\./.exec(message)?.[1], where: "messages.get", err: error }]);
});

test.each([
  ["invalid", 400, "BAD_REQUEST"],
  ["forbidden", 403, "FORBIDDEN"],
  ["not_found", 404, "NOT_FOUND"],
  ["conflict", 409, "CONFLICT"],
  ["too_large", 413, "PAYLOAD_TOO_LARGE"],
  ["too_many", 429, "TOO_MANY_REQUESTS"],
  ["too_slow", 504, "GATEWAY_TIMEOUT"],
  ["unavailable", 503, "SERVICE_UNAVAILABLE"],
] as const)("%s is %i and %s", (code, status, trpc) => {
  expect(answerError(new DomainError(code, "words"), log as never, "x")).toEqual({ status, trpc, message: "words" });
});
