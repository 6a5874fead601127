import type { ProblemKind } from "../sources/port.ts";
import { raises } from "./by-bytes.ts";
import { type Check, type Found, type Line, sentences } from "./check.ts";
import { numberText } from "../text/numbers.ts";

/** `text`: the broker's limit in words, where the message itself was read. */
type Data = { readonly problem: ProblemKind | null; readonly text?: string };

const kinds: Readonly<Record<ProblemKind, string>> = {
  head: "headers that cannot be read whole",
  body: "a body that the broker does not carry",
  header_count: "more headers than the broker takes",
  header_name: "a header name that the broker does not take",
  size: "more bytes than the broker takes in one message",
};

const plain = sentences({ label: "Not taken by the broker", some: "" });

/** No broker of their kind takes them as they are. An edit may mend that. */
export const unsendable: Check<void, Data> = {
  code: "unsendable",
  when: ["plan", "start", "send"],
  per: "class",
  judge: (_, candidate) => {
    const { facts, target, message } = candidate;
    if (!raises("unsendable", candidate)) return null;
    const problem = (target.to === "release" ? facts?.releaseProblem : facts?.problem) ?? null;
    const text = message?.way?.problem;
    return { do: "skip", data: { problem, ...(text ? { text } : {}) } };
  },
  words: {
    line: (found) => lineOf(found),
    reason: (data) => data?.text ?? (data?.problem ? `it has ${kinds[data.problem]}` : "its broker does not take it as it is"),
  },
};

function lineOf(found: Found<void, Data>): Line | null {
  if (found.n === 0) return plain(found);
  const line = { label: "Not taken by the broker", n: found.n, tone: "warn" } as const;
  const texts = new Set(found.judged.flatMap(({ finding }) => (finding?.data ? [finding.data.text] : [])));
  const [text] = texts;
  if (texts.size === 1 && text !== undefined) return { ...line, text: `skipped: ${text}` };
  const counts = new Map<ProblemKind, number>();
  for (const { candidate, finding } of found.judged) {
    const problem = finding?.data?.problem;
    if (problem) counts.set(problem, (counts.get(problem) ?? 0) + candidate.n);
  }
  const why = [...counts].map(([kind, n]) => (counts.size === 1 ? kinds[kind] : `${numberText(n)} ${kinds[kind]}`)).join(", ");
  return { ...line, text: `skipped: they have ${why}; an edit may mend that` };
}
