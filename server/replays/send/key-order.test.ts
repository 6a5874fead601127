import { expect, test } from "vitest";
import type { Outcome } from "../../sources/port.ts";
import { KeyOrder } from "./key-order.ts";

/** Sends that are told by hand what became of them. */
function start() {
  const order = new KeyOrder();
  const begun: number[] = [];
  const words = new Map<number, (outcome: Outcome) => void>();
  const send = (messageId: number, eventKey: string | null) =>
    order.send({ messageId, eventKey }, () => {
      begun.push(messageId);
      return new Promise((resolve) => words.set(messageId, resolve));
    });
  const say = (messageId: number, state: Outcome["state"]) =>
    words.get(messageId)?.(state === "confirmed" ? { state, ref: null } : { state, reason: "test" });
  return { order, begun, send, say };
}

test("one message of a key is on its way at a time, and other keys do not wait", async () => {
  const { begun, send, say } = start();
  const [first, second] = [send(1, "a"), send(2, "a"), send(3, "b"), send(4, null), send(5, null)];
  await Promise.resolve();
  expect(begun).toEqual([1, 3, 4, 5]);
  say(1, "confirmed");
  await first;
  await expect.poll(() => begun).toEqual([1, 3, 4, 5, 2]);
  say(2, "confirmed");
  expect(await second).toMatchObject({ state: "confirmed" });
});

test.each(["refused", "returned"] as const)("what follows one that was %s is held, also later, and names it", async (state) => {
  const { begun, send, say } = start();
  const [, second, other] = [send(1, "a"), send(2, "a"), send(3, "b")];
  say(1, state);
  say(3, "confirmed");
  expect(await second).toEqual({ state: "held", behind: 1 });
  expect(await other).toMatchObject({ state: "confirmed" });
  expect(await send(4, "a")).toEqual({ state: "held", behind: 1 });
  expect(begun).toEqual([1, 3]);
});

test("what follows one of which nobody knows waits", async () => {
  const { begun, send, say } = start();
  const [, second] = [send(1, "a"), send(2, "a")];
  say(1, "unknown");
  expect(await second).toEqual({ state: "waits" });
  expect(begun).toEqual([1]);
});

test("a key is held from the start where an earlier worker could not send one of it", async () => {
  const { order, begun, send } = start();
  order.hold("a", 7);
  expect(await send(8, "a")).toEqual({ state: "held", behind: 7 });
  expect(begun).toEqual([]);
});
