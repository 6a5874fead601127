import type { Fragment } from "postgres";
import type { Config } from "../config/config.ts";
import type { Sql, Transaction } from "../db/client.ts";
import type { Candidate, Scope } from "./candidate.ts";

/** What a candidate is made of, as read by `candidateColumns`. */
export type CandidateRow = Pick<
  Candidate,
  "source" | "queue" | "mode" | "watched" | "paused" | "origin" | "verdict" | "state" | "replayCount"
>;

/** `CandidateRow` of `messages m` (or what has its state and replay_count), its `groups g` and its `queues q`. */
export function candidateColumns(sql: Sql | Transaction): Fragment {
  return sql`q.source, q.name as queue, q.mode, q.watched, q.paused_by is not null as paused, g.origin, g.verdict, m.state, m.replay_count as "replayCount"`;
}

/** A row as a candidate for a target. */
export function candidateOf(
  { sources }: Config,
  row: CandidateRow,
  asked: Pick<Scope, "target" | "ordered">,
  of: Pick<Candidate, "n" | "message">,
): Candidate {
  const { source, queue, mode, watched, paused, origin, verdict, state, replayCount } = row;
  const kind = sources.find(({ name }) => name === source)?.kind;
  const traits = { log: kind === "kafka", exchanges: kind === undefined ? null : kind !== "sqs" && kind !== "kafka" };
  return { source, queue, mode, watched, paused, origin, verdict, state, replayCount, ...traits, ...asked, ...of };
}
