import { expect, test } from "vitest";
import { answerMessage, type AnswerFacts } from "./answer.ts";
import { answerList } from "./answer-list.ts";

const facts: AnswerFacts = {
  state: "dead",
  eventType: "OrderPlaced",
  eventKey: "ord-45619",
  eventId: "evt-1",
  category: "timeout",
  verdict: "transient",
  downstream: "payment-gateway",
  frame: "com.shop.PaymentClient.charge",
  errorType: "com.shop.PaymentTimeoutException",
  errorText: "no answer",
  attempts: 5,
  certain: "some",
  counts: [],
  because: "The root error is PaymentTimeoutException.",
  others: 3117,
  cameBack: false,
  likeBy: null,
  replayCount: 0,
  cameBackAs: null,
  duplicateOf: null,
  releasedFrom: null,
  capturedAgainAs: null,
  copyInPlay: null,
  version: 1,
  edited: false,
  standing: { is: "failing", ten: 130, agoMs: 40_000 },
  watched: null,
  processed: false,
  target: "payments.work",
  incomplete: null,
  original: null,
  fate: null,
};

test("a dead message: what, how often, whose fault, and what it rests on", () => {
  const { title, evidence } = answerMessage(facts);
  expect(title).toBe("OrderPlaced ord-45619 failed 5 times: payment-gateway did not answer in time.");
  expect(evidence.map(({ kind }) => kind)).toEqual(["now", "verdict", "attempts", "group"]);
  expect(evidence[0]).toEqual({ kind: "now", tone: "bad", text: "It still fails: 13 a minute over 10 min, the last 40 s ago." });
  expect(evidence[3]?.text).toBe("3,117 others failed the same way.");
});

test("messages without an error share a queue, and not a way to fail", () => {
  const told = (others: number) =>
    answerMessage({
      ...facts,
      category: "unknown",
      verdict: "unknown",
      downstream: null,
      errorType: null,
      errorText: null,
      frame: null,
      others,
    }).evidence.find(({ kind }) => kind === "group")?.text;
  expect(told(3)).toBe("3 others died in this queue without a recorded error.");
  expect(told(0)).toBe("Nothing else died in this queue without a recorded error.");
});

test("a dead letter without its event says whether the original was fetched, and why not", () => {
  const incomplete = "The share group kept only where the record lay.";
  const said = (over: Partial<AnswerFacts>) =>
    answerMessage({ ...facts, ...over }).evidence.filter(({ kind }) => /original|edit/.test(kind));
  expect(said({ incomplete, original: "gone" })[0]?.text).toMatch(/^The share group kept only .* did not hold that record any more/);
  expect(said({ incomplete, original: "unread" })[0]?.text).toContain("Fetch it on the Payload tab");
  expect(said({ incomplete, original: null })).toMatchObject([{ tone: "warn", text: incomplete }]);
  expect(said({ original: "newer" })[0]?.text).toMatch(/^The dead letter lacks its original's headers. A newer record/);
  expect(said({ original: "taken", version: 2 })).toMatchObject([{ kind: "original", tone: "none" }]);
  expect(said({ original: "taken", version: 3 }).map(({ kind }) => kind)).toEqual(["original", "edit"]);
  expect(said({ original: "gone", version: 2 }).map(({ kind }) => kind)).toEqual(["edit"]);
});

test("a message that carries nothing: unknown is said", () => {
  const bare: AnswerFacts = {
    ...facts,
    eventType: "",
    eventKey: null,
    eventId: null,
    category: "unknown",
    verdict: "unknown",
    downstream: null,
    frame: null,
    errorType: null,
    errorText: null,
    attempts: null,
    certain: "none",
    because: null,
    others: 0,
  };
  const { title, evidence } = answerMessage(bare);
  expect(title).toBe("A message without a type died: why is not carried by the message.");
  expect(evidence.map(({ text }) => text).join(" ")).toContain("How often it was tried is unknown");
});

test.each([
  ["replaying", "OrderPlaced ord-45619 is being replayed to payments.work."],
  ["replayed", "OrderPlaced ord-45619 was replayed to payments.work and has not come back."],
  ["unknown", "Nobody can tell whether OrderPlaced ord-45619 was sent: the answer of the broker was lost."],
  ["discarded", "OrderPlaced ord-45619 is discarded. It can be restored."],
  ["released", "OrderPlaced ord-45619 was released to its dead-letter queue. If it is gone from there, it can be restored."],
] as const)("a %s message", (state, title) => {
  expect(answerMessage({ ...facts, state }).title).toBe(title);
});

test.each([
  ["poison", "Poison: the same bytes would fail again. Restore it only to edit it."],
  ["transient", "Transient: restore it, and a replay works once the cause is gone."],
  ["unknown", "Unknown: nothing that it carries says whether a replay would work."],
] as const)("what a discarded message asks for is a restore first: %s", (verdict, words) => {
  const told = answerMessage({ ...facts, state: "discarded", verdict, because: null }).evidence.find(({ kind }) => kind === "verdict");
  expect(told?.text).toBe(words);
});

test("what was sent or is on its way asks for nothing", () => {
  for (const state of ["replaying", "replayed", "unknown", "released"] as const)
    expect(
      answerMessage({ ...facts, state })
        .evidence.map(({ text }) => text)
        .join(" "),
    ).not.toMatch(/Edit or discard|Restore it/);
});

test("a comeback and a suspected duplicate are said", () => {
  const told = answerMessage({ ...facts, cameBack: true, replayCount: 2, duplicateOf: 7, version: 3 }).evidence.map(({ text }) => text);
  expect(told).toContain("It came back after 2 replays.");
  expect(told.join(" ")).toContain("second delivery of message 7");
  expect(told.join(" ")).toContain("a replay sends version 3");
  expect(answerMessage({ ...facts, state: "replayed", version: 2 }).evidence.at(-1)?.text).toBe("It was edited: version 2 was sent.");
});

test("the list: nothing dead, nothing matching, one, many of one cause, capped", () => {
  const base = { matching: 0, capped: false, dead: 0, filtered: false, group: null, downstream: null };
  expect(answerList(base).title).toBe("Nothing is dead.");
  expect(answerList({ ...base, dead: 9, filtered: true }).title).toBe("Nothing matches.");
  expect(answerList({ ...base, matching: 1, dead: 1 }).title).toBe("1 message is dead.");
  const many = { ...base, matching: 4812, dead: 6204, filtered: true };
  const group = { title: "PaymentTimeout in charge", hasError: true, n: 3118 };
  const downstream = { title: "payment-gateway", n: 3456 };
  expect(answerList({ ...many, group, downstream }).title).toBe("4,812 match, and 3,456 of them wait for payment-gateway.");
  expect(answerList({ ...many, group }).title).toBe("4,812 match, and 3,118 of them failed with PaymentTimeout in charge.");
  expect(answerList({ ...many, group: { ...group, hasError: false } }).title).toBe(
    "4,812 match, and 3,118 of them died in one queue without a recorded error.",
  );
  expect(answerList({ ...many, group: { ...group, n: 2406 }, downstream: { ...downstream, n: 9 } }).title).toBe("4,812 match.");
  expect(answerList({ ...many, matching: 10000, capped: true, dead: 99999 }).title).toBe("10,000+ match.");
  expect(answerList({ ...base, dead: 9, filtered: true, capped: true }).title).toBe("Nothing matches among the newest.");
});

test.each<readonly [Partial<AnswerFacts>, string]>([
  [{ category: "downstream_answer" }, "payment-gateway answered with something that could not be read"],
  [{ category: "downstream_answer", downstream: null }, "an answer to a call could not be read in PaymentClient.charge"],
  [{ category: "unavailable" }, "payment-gateway was not ready to serve"],
  [{ category: "conflict" }, "other work was in its way in PaymentClient.charge: a lock, a deadlock or another write"],
  [
    { category: "unknown", downstream: null, errorType: "java.lang.reflect.InvocationTargetException", errorText: null },
    "only the wrapper InvocationTargetException is carried, not the error inside it",
  ],
])("%j is told by its cause", (over, cause) => {
  expect(answerMessage({ ...facts, ...over }).title).toBe(`OrderPlaced ord-45619 failed 5 times: ${cause}.`);
});

test("an edited message is told by its edit: poison is said of other bytes, a downstream that fails still does", () => {
  const edited = { ...facts, version: 2, edited: true };
  const lines = (over: Partial<AnswerFacts>) => answerMessage({ ...edited, ...over }).evidence.map(({ text }) => text);
  expect(lines({ verdict: "unknown" })[0]).toBe(
    "Unknown: version 2 was never tried. Before the edit: The root error is PaymentTimeoutException.",
  );
  expect(lines({ verdict: "unknown" }).join(" ")).not.toContain("still fails");
  expect(lines({})[0]).toContain("It still fails");
});

test("what left without our marks is not said to have stayed away", () => {
  const sent = { ...facts, state: "replayed" as const };
  expect(answerMessage({ ...sent, watched: true, processed: true }).title).toMatch(/ was replayed to payments\.work and was processed\.$/);
  expect(answerMessage({ ...sent, watched: true }).title).toMatch(/ was replayed to payments\.work and has not come back\.$/);
  expect(answerMessage({ ...sent, watched: false }).title).toMatch(
    / was replayed to payments\.work\. Whether it died again is not known: it carries no mark of Redrive\.$/,
  );
});
