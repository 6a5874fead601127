import { expect, test } from "vitest";
import { candidate, lineOf } from "../testing/candidate.ts";
import { ungrouped } from "./ungrouped.ts";

const target = { to: "queue", queue: "orders.fifo" } as const;
const facts = new Set([JSON.stringify(["shop", "orders-dlq"])]);

test("a plan says how messages of a queue without an order are grouped, and sends them", () => {
  const from = (queue: string, n: number) => candidate({ source: "shop", queue, n, target });
  expect(lineOf(ungrouped, facts, [from("orders-dlq", 4), from("orders-dlq.fifo", 3)])).toMatchObject({
    n: 4,
    effect: "send",
    text: expect.stringContaining("one event key are sent in one group"),
  });
  expect(lineOf(ungrouped, facts, [from("orders-dlq.fifo", 3)])).toBeNull();
});

test("it reads which queues keep no order from the capabilities, of a target that does", async () => {
  const brokers = { get: () => ({ capabilities: (queue: string) => ({ ordered: queue.endsWith(".fifo") }) }) };
  const read = (to: typeof target | { to: "queue"; queue: string }) =>
    ungrouped.read?.({ brokers } as never, [
      candidate({ source: "shop", queue: "orders-dlq", target: to }),
      candidate({ source: "shop", queue: "a.fifo", target: to }),
    ]);
  expect(await read(target)).toEqual(facts);
  expect(await read({ to: "queue", queue: "orders" })).toEqual(new Set());
});
