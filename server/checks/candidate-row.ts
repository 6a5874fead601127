import type { Fragment } from "postgres";
import { findSource } from "../config/find.ts";
import type { Ctx } from "../context.ts";
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
  { config, brokers }: Pick<Ctx, "config" | "brokers">,
  row: CandidateRow,
  asked: Pick<Scope, "target" | "ordered">,
  of: Pick<Candidate, "n" | "message">,
): Candidate {
  const { source, queue, mode, watched, paused, origin, verdict, state, replayCount } = row;
  const kind = findSource(config, source)?.kind;
  const codec = kind === undefined ? null : brokers.codec(kind);
  const traits = {
    log: codec !== null && codec.log !== null,
    exchanges: codec && codec.exchanges,
    carriesHeaders: codec && codec.carriesHeaders,
  };
  return { source, queue, mode, watched, paused, origin, verdict, state, replayCount, ...traits, ...asked, ...of };
}
