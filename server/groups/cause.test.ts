import { expect, test } from "vitest";
import { type CauseGroup, causesOf, sentence } from "./cause.ts";

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
};

test("groups of one downstream are one cause; of one kind it is named, of several it is failing", () => {
  const other = { ...group, id: 2, category: "connection" as const, open: 338, hour: 338 };
  expect(causesOf([group])[0]).toMatchObject({ words: "payment-gateway does not answer in time", open: 3118 });
  expect(causesOf([group, other])).toEqual([
    { verdict: "transient", words: "payment-gateway is failing", downstream: "payment-gateway", open: 3456, hour: 3456 },
  ]);
});

test("poison of one downstream stays its own cause", () => {
  const poison = { ...group, id: 2, verdict: "poison" as const, category: "code_bug" as const, title: "NullPointerException in charge" };
  expect(causesOf([group, poison]).map(({ words }) => words)).toEqual([
    "payment-gateway does not answer in time",
    "OrderPlaced fails by NullPointerException in charge",
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
  expect(causesOf([poison, elsewhere])).toMatchObject([{ words: "OrderPlaced fails by InvalidOrder in charge", open: 3123, hour: 3123 }]);
  expect(causesOf([poison, { ...elsewhere, eventType: null }])[0]?.words).toBe("messages in 2 queues fail by InvalidOrder in charge");
});

test("what cannot be read is named by its type, without one by its queue", () => {
  const unread = { ...group, verdict: "poison" as const, category: "deserialization" as const, downstream: null };
  expect(causesOf([unread])[0]?.words).toBe("OrderPlaced cannot be read");
  expect(sentence([causesOf([{ ...unread, eventType: null }])[0]?.words ?? ""])).toBe("Messages in payments.work.dlq cannot be read.");
});

test("the last hour leads; in a quiet one the most dead", () => {
  const quiet = { ...group, id: 2, downstream: "shipping-api", open: 9_000, hour: 0 };
  expect(causesOf([quiet, group])[0]?.downstream).toBe("payment-gateway");
  expect(causesOf([quiet, { ...group, hour: 0 }])[0]?.downstream).toBe("shipping-api");
});

test("a title as long as somebody likes does not fill the page", () => {
  const long = { ...group, verdict: "unknown" as const, category: "unknown" as const, title: "x".repeat(300), downstream: null };
  expect(causesOf([long])[0]?.words.length).toBeLessThan(130);
});
