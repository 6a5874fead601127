import type { Attempt, Diagnosis } from "../failures/failure.ts";
import type { AnswerFacts } from "./answer.ts";

/** What is told of a message by its diagnosis. */
type Diagnosed =
  | "downstream"
  | "frame"
  | "errorType"
  | "errorText"
  | "attempts"
  | "certain"
  | "counts"
  | "because"
  | "incomplete"
  | "target";

/** What its row says: category and verdict are the group's. */
type RowFacts = Omit<AnswerFacts, Diagnosed | "cameBack"> & { readonly cameBackFrom: number | null };

const undiagnosed: Pick<AnswerFacts, Diagnosed> = {
  downstream: null,
  frame: null,
  errorType: null,
  errorText: null,
  attempts: null,
  certain: "none",
  counts: [],
  because: null,
  incomplete: null,
  target: null,
};

/** The message's own diagnosis counts over its group. null: its bytes cannot be read. */
export function answerFacts(row: RowFacts, diagnosis: Diagnosis | null): AnswerFacts {
  return { ...row, cameBack: row.cameBackFrom !== null, ...(diagnosis ? diagnosedFacts(diagnosis) : undiagnosed) };
}

function diagnosedFacts(diagnosis: Diagnosis): Pick<AnswerFacts, Diagnosed | "category" | "verdict"> {
  const { category, verdict, downstream, frame, errorType, errorText, attempts, attemptCount, counts, evidence, incomplete, origin } =
    diagnosis;
  return {
    category,
    verdict,
    downstream,
    frame,
    errorType,
    errorText,
    incomplete,
    attempts: attemptCount,
    certain: certaintyOf(attempts),
    counts,
    because: evidence[0] ?? null,
    target: origin?.queue ?? null,
  };
}

function certaintyOf(attempts: readonly Attempt[]): AnswerFacts["certain"] {
  const exact = attempts.filter(({ kind }) => kind === "recorded").length;
  if (exact === 0) return "none";
  return exact === attempts.length ? "all" : "some";
}
