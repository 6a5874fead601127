import { expect, it } from "vitest";
import { deadRecord } from "../../testing/heads.ts";
import { orderedText } from "../../sources/position.ts";
import { readOriginRecord } from "../origin-record.ts";
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
    tries: null,
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
    tries: { count: 3 },
    attempts: [{ after: 0 }],
  });
  expect(evidence?.strips).toContain("delayed-retry-count");
});

const hop = (topic: string, type: string, cause?: string) =>
  [
    ["delayed-retry-exception-class-name", type],
    ["delayed-retry-reason", `failed in ${topic}`],
    ...(cause ? ([["delayed-retry-cause-class-name", cause]] as const) : []),
    ["delayed-retry-topic", topic],
    ["delayed-retry-partition", "1"],
    ["delayed-retry-offset", topic === "orders" ? "7" : "99"],
  ] as const;

const counters = ["0", "1", "2"].map((n) => ["delayed-retry-count", n] as const);

it("reads a record of each try of a chain, the newest first; the oldest names the topic that the application reads", () => {
  const record = deadRecord([
    ...hop("orders_retry_20000", "shop.Refused"),
    ...hop("orders_retry_10000", "java.lang.IllegalStateException", "java.net.ConnectException"),
    ...hop("orders", "shop.NoStock"),
    ["tenant", "north"],
    ...counters,
  ]);
  expect(readSmallRye(record)).toMatchObject({
    tries: { count: 3, source: "delayed-retry-count 2" },
    errors: [{ type: "shop.Refused", text: "failed in orders_retry_20000" }],
    attempts: [
      { after: 0, where: "orders_retry_20000", error: { type: "shop.Refused" } },
      { after: 1, where: "orders_retry_10000", error: { type: "java.net.ConnectException" } },
      { after: 2, where: "orders", error: { type: "shop.NoStock" } },
    ],
    origin: { queue: "orders" },
  });
  expect(readOriginRecord(record.head)).toMatchObject({ topic: "orders", at: orderedText(7) });
});

it("does not know the origin where only retry topics left their record", () => {
  expect(readSmallRye(deadRecord([...hop("orders_retry_10000", "shop.Refused"), ...counters]))).toMatchObject({
    tries: { count: 3 },
    attempts: [{ after: 0 }],
    origin: null,
  });
  // A topic that only looks like one, with all tries recorded.
  expect(readSmallRye(deadRecord([...hop("orders_2026", "shop.Refused"), ["delayed-retry-count", "0"]]))?.origin?.queue).toBe(
    "orders_2026",
  );
});

it("does not take the cause of an earlier death for that of the last", () => {
  const evidence = readSmallRye(
    deadRecord([
      ["dead-letter-exception-class-name", "shop.Refused"],
      ["dead-letter-reason", "no"],
      ["dead-letter-topic", "orders"],
      ["dead-letter-exception-class-name", "java.lang.IllegalStateException"],
      ["dead-letter-cause-class-name", "java.net.ConnectException"],
      ["dead-letter-topic", "orders"],
    ]),
  );
  expect(evidence).toMatchObject({ errors: [{ type: "shop.Refused", text: "no" }], attempts: [{ after: 0 }], tries: null });
});

it("is silent on names that only look alike", () => {
  expect(readSmallRye(deadRecord([["dead-letter-topic", "orders"]]))).toBeNull();
});
