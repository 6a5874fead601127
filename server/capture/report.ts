import type { captureState } from "../db/schema/queues.ts";
import type { Ctx } from "../context.ts";
import { dateArray, numberArray, textArray } from "../db/arrays.ts";
import { cleanOrNull } from "../text/clean.ts";
import { markLine } from "../text/marked.ts";
import { announce } from "../live/announce.ts";

export interface CaptureStatus {
  readonly state: (typeof captureState.enumValues)[number];
  /** Why, in words; null when it needs none. */
  readonly reason: string | null;
  /** The command that mends it. */
  readonly mend: string | null;
}

interface Known extends CaptureStatus {
  readonly since: Date;
  dirty: boolean;
  aliveAt: Date | null;
  capturedAt: Date | null;
}

/**
 * What this worker knows of the queues that it captures. Kept in memory first, so that it outlives a database that is away, with the time
 * since when; `flush` writes what is new. Rows are locked in the order of their ids, so that workers do not block each other.
 */
export class CaptureReport {
  readonly #known = new Map<number, Known>();
  readonly #ctx: Ctx;

  constructor(ctx: Ctx) {
    this.#ctx = ctx;
  }

  /** Notes a state; the same state again changes nothing. */
  note(queueId: number, state: CaptureStatus["state"], why: { reason?: string | null; mend?: string | null } = {}): void {
    const known = this.#known.get(queueId);
    const reason = why.reason ?? null;
    const mend = why.mend ?? null;
    if (known?.state === state && known.reason === reason && known.mend === mend) return;
    const since = known?.state === state ? known.since : this.#ctx.clock();
    const { aliveAt = null, capturedAt = null } = known ?? {};
    this.#known.set(queueId, { state, reason, mend, since, dirty: true, aliveAt, capturedAt });
  }

  /** The broker was heard of. */
  alive(queueId: number): void {
    const known = this.#known.get(queueId);
    if (known) known.aliveAt = this.#ctx.clock();
  }

  captured(queueId: number): void {
    const known = this.#known.get(queueId);
    if (known) known.aliveAt = known.capturedAt = this.#ctx.clock();
  }

  get(queueId: number): CaptureStatus | null {
    return this.#known.get(queueId) ?? null;
  }

  /** Writes what changed since the last time. Rejects when the database is away; nothing is forgotten then. */
  async flush(): Promise<void> {
    const changed = [...this.#known].filter(([, known]) => known.dirty || known.aliveAt !== null);
    if (changed.length === 0) return;
    const dirty = changed.some(([, known]) => known.dirty);
    const known = changed.map(([, status]) => ({ ...status }));
    const now = this.#ctx.clock().getTime();
    /** Seconds since then: the clocks of workers differ, so a row has the database's time. */
    const ago = (at: Date | null) => (at === null ? null : Math.max(0, (now - at.getTime()) / 1_000));
    const ids = numberArray(changed.map(([id]) => id));
    await this.#ctx.sql.begin(async (tx) => {
      // In order, and by a statement of its own: two that lock and update in one may wait for each other.
      await tx`select from queues where id = any(${ids}::int[]) order by id for no key update`;
      await tx`
        update queues q set
          state = case when t.dirty = 1 then t.state else q.state end,
          state_reason = case when t.dirty = 1 then t.reason else q.state_reason end,
          state_mend = case when t.dirty = 1 then t.mend else q.state_mend end,
          state_since = case when t.dirty = 1 and q.state <> t.state then t.since else q.state_since end,
          alive_at = greatest(q.alive_at, clock_timestamp() - make_interval(secs => t.alive_ago)),
          last_captured_at = greatest(q.last_captured_at, t.captured_at)
        from unnest(
          ${ids}::int[], ${numberArray(known.map((k) => (k.dirty ? 1 : 0)))}::int[],
          ${textArray(known.map((k) => k.state))}::capture_state[], ${textArray(known.map((k) => cleanOrNull(k.reason && markLine(k.reason), 1_000)))}::text[],
          ${textArray(known.map((k) => cleanOrNull(k.mend, 2_000)))}::text[], ${dateArray(known.map((k) => k.since))}::timestamptz[],
          ${numberArray(known.map((k) => ago(k.aliveAt)))}::float8[], ${dateArray(known.map((k) => k.capturedAt))}::timestamptz[]
        ) as t(id, dirty, state, reason, mend, since, alive_ago, captured_at)
        where q.id = t.id`;
      if (dirty) await announce(tx, ["queues"]);
    });
    for (const [index, [id, status]] of changed.entries()) {
      if (this.#known.get(id) !== status) continue;
      status.dirty = false;
      if (status.aliveAt === known[index]?.aliveAt) status.aliveAt = null;
    }
  }
}
