import type { ReplayTarget } from "../db/schema/replays.ts";
import type { Attempt, Diagnosis, Origin } from "../failures/failure.ts";
import type { AnswerFacts } from "./answer.ts";
import { verdictOfEdit } from "./edited.ts";

/** What is told of a message by its diagnosis. */
type Diagnosed = "downstream" | "frame" | "errorType" | "errorText" | "attempts" | "certain" | "counts" | "because" | "incomplete";

/** What its row says: category and verdict are the group's. */
type RowFacts = Omit<AnswerFacts, Diagnosed | "cameBack" | "target"> & {
  readonly cameBackFrom: number | null;
  /** Of its last replay; null: there is none. */
  readonly replayTarget: ReplayTarget | null;
};

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
};

/** The message's own diagnosis counts over its group. null: its bytes cannot be read. */
export function answerFacts(row: RowFacts, diagnosis: Diagnosis | null): AnswerFacts {
  const told = diagnosis ? diagnosedFacts(diagnosis) : undiagnosed;
  return {
    ...row,
    cameBack: row.cameBackFrom !== null,
    ...told,
    verdict: verdictOfEdit(diagnosis?.verdict ?? row.verdict, row.edited),
    target: targetOf(row.replayTarget, diagnosis?.origin ?? null),
  };
}

function diagnosedFacts(diagnosis: Diagnosis): Pick<AnswerFacts, Diagnosed | "category" | "verdict"> {
  const { category, verdict, downstream, frame, errorType, errorText, attempts, attemptCount, counts, evidence, incomplete } = diagnosis;
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
  };
}

/** Where its replay sends it, by name; null: nothing that is known here names it. */
function targetOf(target: ReplayTarget | null, origin: Origin | null): string | null {
  switch (target?.to) {
    case "failed_queue":
      return origin?.queue ?? null;
    case "origin":
      return origin?.exchange ? `exchange ${origin.exchange}` : null;
    case "queue":
      return target.queue;
    case "exchange":
      return target.exchange ? `exchange ${target.exchange}` : "the default exchange";
    default:
      return null;
  }
}

function certaintyOf(attempts: readonly Attempt[]): AnswerFacts["certain"] {
  const exact = attempts.filter(({ kind }) => kind === "recorded").length;
  if (exact === 0) return "none";
  return exact === attempts.length ? "all" : "some";
}
