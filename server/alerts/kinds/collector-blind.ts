import { ruleKind } from "../kind.ts";
import { momentText, textOf } from "./read-facts.ts";

/** The dead man's switch: nothing is heard of a source or a queue, so that what dies there is not known. */
export const collectorBlind = ruleKind({
  kind: "collector_blind",
  label: "Not read",
  description: "Fires when a source or a queue is not read, so that nobody knows what dies there.",
  shape: {},
  pers: ["source", "queue"],
  narrows: "queues",
  fallback: { severity: "critical", forSeconds: 90, keepSeconds: 30 },
  inhibitedBy: [],
  condition: () => "a source or a queue is not read",
  *judge({ facts: { workersSilentSince, sources }, subjects }) {
    for (const subject of subjects) {
      const source = sources.find(({ name }) => subject.key === `source:${name}`);
      const unread = subject.queues.filter(({ blindSince }) => blindSince !== null);
      const isWhole = subject.queues.length > 0 && unread.length === subject.queues.length;
      const since =
        workersSilentSince ?? source?.blindSince ?? (isWhole || (source && unread.length > 0) ? (unread[0]?.blindSince ?? null) : null);
      if (!since) continue;
      const facts = {
        name: subject.name,
        since: since.toISOString(),
        unread: unread.length,
        of: subject.queues.length,
        worker: workersSilentSince !== null,
        answers: source ? source.blindSince === null : true,
      };
      yield { key: subject.key, level: "over", value: null, facts };
    }
  },
  noPast: "Since when a source or a queue is not read is kept until it is read again, and no longer.",
  words: {
    title: (facts) =>
      facts["worker"] === true
        ? `no worker runs, so that nothing of ${textOf(facts, "name")} is read`
        : facts["answers"] === false
          ? `${textOf(facts, "name")} does not answer`
          : `${textOf(facts, "name")} is not read${facts["of"] === 1 ? "" : ` in ${facts["unread"]} of ${facts["of"]} queues`}`,
    next: (facts) =>
      facts["worker"] === true
        ? `Start a worker and read its log. None was heard since ${momentText(facts, "since")}. Until one runs, new dead letters wait in the broker, and no replay goes on. The console sends alerts meanwhile.`
        : `What dies there since ${momentText(facts, "since")} is not known. New dead letters wait in the broker. See Queues for the reason.`,
    ended: (facts) => `${textOf(facts, "name")} is read again.`,
  },
});
