import { expect, test } from "vitest";
import type { Outcome } from "../../sources/port.ts";
import { type Fate, KeyOrder } from "./key-order.ts";

/** Sends that are told by hand what became of them. */
function start() {
  const order = new KeyOrder();
  const begun: number[] = [];
  const words = new Map<number, (fate: Fate) => void>();
  const send = (messageId: number, eventKey: string | null) =>
    order.send({ messageId, eventKey }, () => {
      begun.push(messageId);
      return new Promise((resolve) => words.set(messageId, resolve));
    });
  const become = (messageId: number, fate: Fate) => words.get(messageId)?.(fate);
  const say = (messageId: number, state: Outcome["state"]) =>
    become(messageId, { do: "send", outcome: state === "confirmed" ? { state, ref: null } : { state, reason: "test" } });
  return { order, begun, send, say, become };
}

const confirmed = { do: "send", outcome: { state: "confirmed" } };
const behind = (message: number) => ({ do: "skip", code: "behind_unsent", data: { behind: message } });

test("one message of a key is on its way at a time, and other keys do not wait", async () => {
  const { begun, send, say, order } = start();
  const [first, second] = [send(1, "a"), send(2, "a"), send(3, "b"), send(4, null), send(5, null)];
  await Promise.resolve();
  expect(begun).toEqual([1, 3, 4, 5]);
  say(1, "confirmed");
  await first;
  await expect.poll(() => begun).toEqual([1, 3, 4, 5, 2]);
  say(2, "confirmed");
  expect(await second).toMatchObject(confirmed);
  expect(order.isStuck).toBe(false);
});

test.each(["refused", "returned"] as const)("what follows one that was %s is skipped, also later, and names it", async (state) => {
  const { order, begun, send, say } = start();
  const [, second, other] = [send(1, "a"), send(2, "a"), send(3, "b")];
  say(1, state);
  say(3, "confirmed");
  expect(await second).toEqual(behind(1));
  expect(await other).toMatchObject(confirmed);
  expect(await send(4, "a")).toEqual(behind(1));
  expect(begun).toEqual([1, 3]);
  expect(order.isStuck).toBe(false);
});

test("what follows one of which nobody knows waits, and so does the rest of the batch", async () => {
  const { order, begun, send, say } = start();
  const [, second] = [send(1, "a"), send(2, "a")];
  say(1, "unknown");
  expect(await second).toEqual({ do: "wait" });
  expect(begun).toEqual([1]);
  expect(order.isStuck).toBe(true);
});

test("one without a key of which nobody knows makes the rest of the batch wait", async () => {
  const { order, send, say } = start();
  const sent = send(1, null);
  say(1, "unknown");
  await sent;
  expect(order.isStuck).toBe(true);
});

test("what follows a held one is held as long behind the first; what a check skips keeps nobody waiting", async () => {
  const { begun, send, say, become } = start();
  const until = new Date("2026-11-23T12:00:00Z");
  const [, second, third, , other] = [send(1, "a"), send(2, "a"), send(3, "a"), send(4, "b"), send(5, "b")];
  become(1, { do: "hold", code: "breaker", data: null, until });
  become(4, { do: "skip", code: "processed", data: null });
  const held = { do: "hold", code: "behind_unsent", data: { behind: 1 }, until };
  expect([await second, await third]).toEqual([held, held]);
  await expect.poll(() => begun).toEqual([1, 4, 5]);
  say(5, "confirmed");
  expect(await other).toMatchObject(confirmed);
});
