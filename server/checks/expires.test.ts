import { expect, test } from "vitest";
import type { Candidate } from "./candidate.ts";
import { lineOf, oneMessage } from "../testing/candidate.ts";
import { idOf } from "./ask-each.ts";
import { expires } from "./expires.ts";

const released = (expiresMs: number | null = null, queue = "orders.dlq"): Candidate =>
  oneMessage(
    { way: { destination: { to: "queue", queue }, sizes: null, problem: null, expiresMs } },
    { queue, target: { to: "release" }, paused: true },
  );
const kept = (ms: number | "for_ever", queue = "orders.dlq") => [idOf(["shop", queue]), ms] as const;

test("a plan of a release warns of messages that carry an expiration, with how long", () => {
  expect(lineOf(expires, new Map([kept("for_ever")]), [released(5_000), released(), released(120_000)])).toMatchObject({
    n: 2,
    tone: "warn",
    effect: "send",
    text: "released, and gone from there if nobody takes them in time; the copies here stay, and can be restored",
    details: ["2 of 3 sampled carry their own expiration, and are gone after 5 s to 2 min."],
  });
  expect(lineOf(expires, new Map([kept("for_ever")]), [released(0)])?.details).toEqual([
    "1 of 1 sampled carry their own expiration, and are gone after 0 ms.",
  ]);
});

test("and of a queue that keeps a message for a time, each by name", () => {
  const facts = new Map([kept(60_000), kept("for_ever", "bills.dlq"), kept(900, "mails.dlq")]);
  const line = lineOf(expires, facts, [released(), released(), released(null, "bills.dlq"), released(null, "mails.dlq")]);
  expect(line).toMatchObject({
    n: 3,
    tone: "warn",
    details: ['"orders.dlq" keeps a message for 1 min.', '"mails.dlq" keeps a message for 900 ms.'],
  });
});

test("a time in which somebody looks as a rule is said, and is no warning", () => {
  const line = lineOf(expires, new Map([kept(14 * 86_400_000)]), [released()]);
  expect(line?.details).toEqual(['"orders.dlq" keeps a message for 14 d.']);
  expect(line).not.toHaveProperty("tone");
});

test("nothing is said where a queue keeps all for ever, and that it is not known where nobody tells", () => {
  expect(lineOf(expires, new Map([kept("for_ever")]), [released()])).toBeNull();
  expect(lineOf(expires, new Map(), [released()])).toMatchObject({
    n: null,
    text: "not known",
    details: ['How long "orders.dlq" keeps a message is not known.'],
  });
});

test("a replay is asked nothing: it sends no expiration again", () => {
  expect(lineOf(expires, new Map([kept(1_000)]), [oneMessage()])).toBeNull();
});
