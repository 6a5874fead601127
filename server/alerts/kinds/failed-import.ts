import { ruleKind } from "../kind.ts";
import { whole } from "./params.ts";
import { counted, countedText, sumOf, textOf } from "./read-facts.ts";

/** Messages that were taken and could not be stored as such: they are kept with their bytes, and are in no list. */
export const failedImport = ruleKind({
  kind: "failed_import",
  label: "Imports fail",
  description: "Fires when messages could not be imported.",
  shape: { count: whole(1, "Failed imports from which it fires.") },
  pers: ["queue", "source", "all"],
  narrows: "queues",
  fallback: { severity: "error", forSeconds: 0, keepSeconds: 0 },
  inhibitedBy: [],
  condition: ({ count }) => `at least ${count} failed ${count === 1 ? "import" : "imports"}`,
  *judge({ params: { count }, subjects }) {
    for (const subject of subjects) {
      const n = sumOf(subject.queues, ({ failedImports }) => failedImports);
      yield* counted({ ...subject, blindSince: null }, n, { from: count });
    }
  },
  words: {
    title: (facts) => `${countedText(facts, "message")} of ${textOf(facts, "name")} could not be imported`,
    next: () => "They are kept with their bytes. See Settings, failed imports, for the reason, and import them again.",
    ended: (facts) => `Every message of ${textOf(facts, "name")} is imported.`,
  },
});
