import { expect, test } from "vitest";
import { type CauseGroup, causesOf, sentence } from "./cause.ts";

const now = new Date("2026-11-20T03:12:00Z");
const group: CauseGroup = {
  id: 1,
  title: "PaymentTimeoutException in PaymentClient.charge",
  verdict: "transient",
  category: "timeout",
  downstream: "payment-gateway",
  queue: "payments.work.dlq",
  hasError: true,
  eventType: "OrderPlaced",
  open: 3118,
  hour: 3118,
  lastAt: now,
  lastKnown: true,
};

test("groups of one downstream are one cause; of one kind it is named, of several it is failing", () => {
  const other = { ...group, id: 2, category: "connection" as const, open: 338, hour: 338 };
  expect(causesOf([group], now)[0]).toMatchObject({ words: "payment-gateway does not answer in time", open: 3118 });
  expect(causesOf([group, other], now)).toEqual([
    {
      verdict: "transient",
      words: "payment-gateway is failing",
      dated: "payment-gateway is failing",
      downstream: "payment-gateway",
      open: 3456,
      hour: 3456,
    },
  ]);
});

test("poison of one downstream stays its own cause", () => {
  const poison = { ...group, id: 2, verdict: "poison" as const, category: "code_bug" as const, title: "NullPointerException in charge" };
  expect(causesOf([group, poison], now).map(({ words }) => words)).toEqual([
    "payment-gateway does not answer in time",
    "OrderPlaced fails with NullPointerException in charge",
  ]);
});

test("one error out of one place is one cause, whatever queues it dies in", () => {
  const poison = {
    ...group,
    verdict: "poison" as const,
    category: "validation" as const,
    downstream: null,
    title: "InvalidOrder in charge",
  };
  const elsewhere = { ...poison, id: 2, queue: "shop.payments.dlq", open: 5, hour: 5 };
  expect(causesOf([poison, elsewhere], now)).toMatchObject([
    { words: "OrderPlaced fails with InvalidOrder in charge", open: 3123, hour: 3123 },
  ]);
  expect(causesOf([poison, { ...elsewhere, eventType: null }], now)[0]?.words).toBe(
    "messages in 2 queues fail with InvalidOrder in charge",
  );
});

test("what cannot be read is named by its type, without one by its queue", () => {
  const unread = { ...group, verdict: "poison" as const, category: "deserialization" as const, downstream: null };
  expect(causesOf([unread], now)[0]?.words).toBe("OrderPlaced cannot be read");
  expect(sentence([causesOf([{ ...unread, eventType: null }], now)[0]?.words ?? ""])).toBe("Messages in payments.work.dlq cannot be read.");
});

test("the last hour leads; in a quiet one the most dead", () => {
  const quiet = { ...group, id: 2, downstream: "shipping-api", open: 9_000, hour: 0 };
  expect(causesOf([quiet, group], now)[0]?.downstream).toBe("payment-gateway");
  expect(causesOf([quiet, { ...group, hour: 0 }], now)[0]?.downstream).toBe("shipping-api");
});

test("a title as long as somebody likes does not fill the page", () => {
  const long = { ...group, verdict: "unknown" as const, category: "unknown" as const, title: "x".repeat(300), downstream: null };
  expect(causesOf([long], now)[0]?.words.length).toBeLessThan(130);
});

test("what has killed nothing for three minutes is told in the past, with its last time", () => {
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const told = (fields: Partial<CauseGroup>) => causesOf([{ ...group, ...fields }], now)[0];
  expect(told({ lastAt: ago(3) })?.dated).toBe("payment-gateway does not answer in time");
  expect(told({ lastAt: ago(22) })).toMatchObject({
    words: "payment-gateway did not answer in time",
    dated: "payment-gateway did not answer in time, the last 22 min ago",
  });
  // Captured a minute ago, it may have died long before.
  expect(told({ lastAt: ago(1), lastKnown: false })?.words).toBe("payment-gateway did not answer in time");
  const bug = { verdict: "poison", category: "code_bug", title: "NullPointerException in charge", lastAt: ago(22) } as const;
  expect(told(bug)?.dated).toBe("OrderPlaced failed with NullPointerException in charge, the last 22 min ago");
  expect(told({ ...bug, category: "deserialization" })?.dated).toBe("OrderPlaced could not be read, the last 22 min ago");
  // One of two groups still kills: so does what explains both.
  expect(
    causesOf(
      [
        { ...group, lastAt: ago(22) },
        { ...group, id: 2, lastAt: ago(1) },
      ],
      now,
    )[0]?.words,
  ).toBe("payment-gateway does not answer in time");
});
