import { ruleKind } from "../kind.ts";
import { amount } from "./params.ts";
import { momentText, textOf } from "./read-facts.ts";

/**
 * What waits in a broker ends soon, and is then lost. Age alone cannot say so: on a standard queue of SQS a message keeps the time of its first send when it
 * is moved, so that it may end hours after it died (AWS, "Setting up dead-letter queue retention"). No other alert explains
 * this one, and it gets worse twice: when a tenth of the time is left, and when deletion begins.
 */
export const expiry = ruleKind({
  kind: "expiry",
  label: "Dead letters expire",
  description: "Fires when messages that Redrive does not hold will soon be deleted by their broker.",
  shape: { hours: amount(24, "Hours before the first of them ends.", [0.1, 8_760]) },
  pers: ["queue"],
  narrows: "queues",
  fallback: { severity: "critical", forSeconds: 0, keepSeconds: 0 },
  inhibitedBy: [],
  condition: ({ hours }) => `the first ends in less than ${hours} h`,
  *judge({ params: { hours }, facts: { now }, subjects }) {
    for (const subject of subjects) {
      const [queue] = subject.queues;
      if (!queue) continue;
      if (queue.blindSince) yield { key: subject.key, level: "unknown", value: null, facts: { name: subject.name } };
      if (queue.blindSince || !queue.expiresAt || queue.ready === 0) continue;
      const minutes = Math.floor((queue.expiresAt.getTime() - now.getTime()) / 60_000);
      if (minutes >= hours * 60) continue;
      const facts = { name: subject.name, n: queue.ready ?? 0, begun: minutes <= 0, expiresAt: queue.expiresAt.toISOString() };
      yield { key: subject.key, level: "over", value: minutes <= 0 ? 100 : minutes <= hours * 6 ? 10 : 1, facts };
    }
  },
  noPast: "When messages in a broker would end is known of this moment only.",
  words: {
    title: (facts) =>
      facts["begun"] === true
        ? `messages in ${textOf(facts, "name")} are being deleted by their broker`
        : `the first message in ${textOf(facts, "name")} is deleted by its broker on ${momentText(facts, "expiresAt")}`,
    next: () => "Redrive does not hold them. Capture the queue, or raise its retention, before they are gone.",
    ended: (facts) => `Nothing in ${textOf(facts, "name")} ends soon.`,
  },
});
