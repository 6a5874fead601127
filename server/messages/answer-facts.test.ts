import { expect, test } from "vitest";
import { diagnoseMessage } from "../failures/diagnose.ts";
import { deadLetter, death, noRules } from "../testing/heads.ts";
import { answerMessage } from "./answer.ts";
import { answerFacts } from "./answer-facts.ts";

const row = {
  state: "replayed",
  eventType: "OrderPlaced",
  eventKey: "o-1",
  eventId: null,
  category: "unknown",
  verdict: "unknown",
  others: 0,
  cameBackFrom: null,
  replayCount: 0,
  likeBy: null,
  cameBackAs: null,
  duplicateOf: null,
  releasedFrom: null,
  capturedAgainAs: null,
  copyInPlay: null,
  version: 1,
  edited: false,
  watched: true,
  processed: false,
  standing: { is: "quiet", agoMs: 0 },
  original: null,
  fate: null,
} as const;

test.each([
  [{ to: "failed_queue" }, "to orders "],
  [{ to: "origin" }, "to exchange shop "],
  [{ to: "queue", queue: "orders.test" }, "to orders.test "],
  [{ to: "exchange", exchange: "", routingKey: "orders" }, "to the default exchange "],
  [{ to: "release" }, ""],
  [null, ""],
] as const)("a replayed message went where its replay went: %j", (replayTarget, to) => {
  const diagnosis = diagnoseMessage(deadLetter({ "x-death": [death()] }), noRules);
  expect(answerMessage(answerFacts({ ...row, replayTarget }, diagnosis)).title).toBe(
    `OrderPlaced o-1 was replayed ${to}and has not come back.`,
  );
});

test("the verdict of an edited message is that of its edit", () => {
  const poison = { ...row, verdict: "poison", replayTarget: null } as const;
  expect(answerFacts(poison, null).verdict).toBe("poison");
  expect(answerFacts({ ...poison, version: 2, edited: true }, null).verdict).toBe("unknown");
  expect(answerFacts({ ...poison, verdict: "transient", version: 2, edited: true }, null).verdict).toBe("transient");
});
