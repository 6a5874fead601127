import { expect, it } from "vitest";
import { deadRecord } from "../../testing/heads.ts";
import { readSmallRye } from "./smallrye.ts";

it("reads the dead-letter queue; what it added stands first", () => {
  const evidence = readSmallRye(
    deadRecord([
      ["dead-letter-topic", "orders"],
      ["dead-letter-exception-class-name", "java.util.concurrent.CompletionException"],
      ["dead-letter-cause-class-name", "java.net.ConnectException"],
      ["dead-letter-cause", "refused"],
      ["dead-letter-topic", "orders-earlier"],
    ]),
  );
  expect(evidence).toMatchObject({
    origin: { queue: "orders" },
    errors: [{ type: "java.net.ConnectException", text: "refused" }],
    attemptCount: null,
  });
});

it("counts the attempts of a delayed retry: retries and one", () => {
  const evidence = readSmallRye(
    deadRecord([
      ["delayed-retry-count", "2"],
      ["delayed-retry-topic", "orders"],
      ["delayed-retry-exception-class-name", "java.lang.IllegalStateException"],
      ["delayed-retry-count", "1"],
    ]),
  );
  expect(evidence).toMatchObject({
    attemptCount: 3,
    attempts: [
      { from: 1, to: 2 },
      { from: 3, to: 3 },
    ],
  });
  expect(evidence?.strips).toContain("delayed-retry-count");
});

it("is silent on names that only look alike", () => {
  expect(readSmallRye(deadRecord([["dead-letter-topic", "orders"]]))).toBeNull();
});
