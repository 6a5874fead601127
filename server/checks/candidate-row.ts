import type { Fragment } from "postgres";
import { findSource } from "../config/find.ts";
import type { Ctx } from "../context.ts";
import type { Sql, Transaction } from "../db/client.ts";
import { nowBegins } from "../failures/standing.ts";
import { isEdited, verdictOfEdit } from "../messages/edited.ts";
import { unpackRouteFacts } from "../messages/route-facts.ts";
import { unpackNeeds } from "../messages/needs.ts";
import type { Candidate, Scope } from "./candidate.ts";

/** What a candidate is made of, as read by `candidateColumns`. */
export interface CandidateRow
  extends Pick<Candidate, "source" | "queue" | "mode" | "watched" | "paused" | "origin" | "verdict" | "edited" | "state" | "replayCount"> {
  /** See `server/messages/route-facts.ts`. */
  readonly routeFacts: number | null;
  /** See `server/messages/needs.ts`; null where older rules than those in force have read it. */
  readonly needs: string | null;
}

/**
 * The facts of `messages m`, null where older rules than those in force (of its queue's `derivations d`, null where it has none) have read them: the loop
 * has yet to read it again, and a send judges by its bytes.
 */
export function factsInForce(sql: Sql | Transaction): Fragment {
  return sql`case when m.derivation >= coalesce(d.number, 0) then m.route_facts end`;
}

/** The same of what ties it to downstreams. */
export function needsInForce(sql: Sql | Transaction): Fragment {
  return sql`case when m.derivation >= coalesce(d.number, 0) then m.needs end`;
}

/** The same for a few rows, where `derivations` is not joined. */
function needsNow(sql: Sql | Transaction): Fragment {
  return sql`case when m.derivation >= coalesce((select d.number from derivations d where d.queue_id = m.queue_id), 0) then m.needs end`;
}

/**
 * `CandidateRow` of `messages m` (or what has its state, replay_count and what is not given of route_facts, `isEdited` and needs), its `groups g` and its `queues
 * q`. The verdict is the group's.
 */
export function candidateColumns(
  sql: Sql | Transaction,
  facts = sql`m.route_facts`,
  edited = isEdited(sql),
  needs = needsNow(sql),
): Fragment {
  return sql`q.source, q.name as queue, q.mode, q.watched, q.paused_by is not null as paused, g.origin, g.verdict, ${edited} as edited, m.state, m.replay_count as "replayCount", ${facts} as "routeFacts", ${needs} as needs`;
}

/** A condition on `groups g`: one of its messages is known to have died so lately that it counts as now. */
export function isFailingNow(sql: Sql | Transaction, now: Date): Fragment {
  return sql`(g.last_death_known and g.last_seen_at >= ${nowBegins(now)})`;
}

/** A row as a candidate for a target. `of.facts`: where the bytes themselves were read, what they say. */
export function candidateOf(
  { config, brokers }: Pick<Ctx, "config" | "brokers">,
  row: CandidateRow,
  asked: Pick<Scope, "target" | "ordered">,
  of: Pick<Candidate, "n" | "message"> & Partial<Pick<Candidate, "facts" | "failing">>,
): Candidate {
  const { source, queue, mode, watched, paused, origin, edited, state, replayCount, routeFacts, needs } = row;
  const verdict = verdictOfEdit(row.verdict, edited);
  const kind = findSource(config, source)?.kind;
  const codec = kind === undefined ? null : brokers.codec(kind);
  const traits = {
    log: codec !== null && codec.log !== null,
    exchanges: codec && codec.exchanges,
    carriesHeaders: codec && codec.carriesHeaders,
  };
  const facts = unpackRouteFacts(routeFacts);
  return {
    source,
    queue,
    mode,
    watched,
    paused,
    origin,
    verdict,
    edited,
    failing: [],
    state,
    replayCount,
    facts,
    needs: unpackNeeds(needs),
    ...traits,
    ...asked,
    ...of,
  };
}
