import type { Kept, LogCodec, LogMemory, Start } from "../sources/log.ts";
import type { RawMessage } from "../sources/port.ts";
import { type Place, placeOf } from "../sources/position.ts";
import type { Ctx } from "../context.ts";
import { numberArray, textArray } from "../db/arrays.ts";
import type { Sql, Transaction } from "../db/client.ts";

interface Row {
  readonly part: string;
  readonly next: string | null;
  readonly lastAt: string | null;
  readonly mark: string | null;
  readonly since: string | null;
  readonly epoch: number;
}

/** How far this database holds one log, for one consumption of it. */
export class Positions implements LogMemory {
  readonly #ctx: Ctx;
  readonly #queueId: number;
  readonly #codec: LogCodec;
  #epoch = 0;

  constructor(ctx: Ctx, { queueId, codec }: { readonly queueId: number; readonly codec: LogCodec }) {
    this.#ctx = ctx;
    this.#queueId = queueId;
    this.#codec = codec;
  }

  async read(): Promise<ReadonlyMap<string, Kept>> {
    const rows = await this.#ctx.sql<Row[]>`
      select part, next_at as next, last_at as "lastAt", mark, since_at as since, epoch from log_positions where queue_id = ${this.#queueId}`;
    this.#epoch = Math.max(0, ...rows.map(({ epoch }) => epoch));
    return new Map(
      rows.map(({ part, next, lastAt, mark, since }) => [
        part,
        { next, last: lastAt === null || mark === null ? null : { at: lastAt, mark }, since },
      ]),
    );
  }

  async begin(starts: readonly Start[]): Promise<void> {
    for (const start of starts.filter(({ missing, again }) => missing > 0 || again > 0))
      this.#ctx.log.warn({ queueId: this.#queueId, ...start }, "this database does not hold all that its consumer group has read");
    await this.#ctx.sql`
      insert into log_positions as p (queue_id, part, next_at, since_at, missing, again, noticed_at, epoch)
      select ${this.#queueId}::int, part, next_at, since_at, missing, again, case when missing > 0 or again > 0 then now() end, ${this.#epoch}::int
      from unnest(
        ${textArray(starts.map(({ part }) => part))}::text[], ${textArray(starts.map(({ next }) => next))}::text[],
        ${textArray(starts.map(({ since }) => since))}::text[], ${numberArray(starts.map(({ missing }) => missing))}::bigint[],
        ${numberArray(starts.map(({ again }) => again))}::bigint[]
      ) as t(part, next_at, since_at, missing, again) order by part collate "C"
      on conflict (queue_id, part) do update set
        next_at = greatest(p.next_at, excluded.next_at), since_at = excluded.since_at, missing = excluded.missing, epoch = excluded.epoch,
        again = case when excluded.again > 0 then excluded.again else p.again end,
        noticed_at = case when excluded.again > 0 then excluded.noticed_at else coalesce(p.noticed_at, excluded.noticed_at) end
      where p.epoch <= excluded.epoch`;
  }

  /** A part turned out to be another log than the one that was read: it is read from its first record on. */
  async forget(part: string): Promise<void> {
    await this.#ctx.sql`
      update log_positions set next_at = null, last_at = null, mark = null, since_at = null, missing = 0
      where queue_id = ${this.#queueId} and part = ${part} and epoch <= ${this.#epoch}`;
  }

  /** Moves on past records that are stored, or that the same transaction stores. They follow those before them without a hole. */
  async advance(tx: Sql | Transaction, records: readonly RawMessage[]): Promise<void> {
    const last = new Map<string, Place>();
    for (const { identity } of records) {
      const place = placeOf(identity);
      if (place) last.set(place.part, place);
    }
    const places = [...last.values()].map((place) => ({ ...place, next: this.#codec.after(place.at) }));
    if (places.length === 0) return;
    await tx`
      update log_positions p set next_at = t.next, last_at = t.at, mark = t.mark
      from unnest(
        ${textArray(places.map(({ part }) => part))}::text[], ${textArray(places.map(({ at }) => at))}::text[],
        ${textArray(places.map(({ mark }) => mark))}::text[], ${textArray(places.map(({ next }) => next))}::text[]
      ) as t(part, at, mark, next)
      where p.queue_id = ${this.#queueId} and p.part = t.part and p.epoch = ${this.#epoch} and (p.next_at is null or p.next_at < t.next collate "C")`;
  }
}
