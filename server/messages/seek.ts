import type { Fragment } from "postgres";
import { visibility } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import { lookedAt } from "../payloads/fits.ts";
import { fitMessages } from "../payloads/search.ts";
import { partsOf } from "../sources/parts.ts";
import { type CompiledFilter, compileFilter, type Place } from "./compile-filter.ts";
import { downTo, findFloor } from "./find-floor.ts";
import { newestMessages } from "./newest.ts";

/** Messages whose bytes are read for one answer, how much of them, and for how long: what is packed takes longer than its size says. */
const mostRead = { messages: 10_000, bytes: 134_217_728, ms: 5_000 };
const pageSize = 500;
const pageBytes = 16_777_216;

/** What SQL can answer of a filter, and where it ends. */
export interface Sought {
  /** Where bytes were read: only of those that fit. */
  readonly compiled: CompiledFilter;
  /** Those that fit, newest first; null: the filter reads no bytes. */
  readonly ids: readonly number[] | null;
  /** Nothing older was looked at; null: nothing older can match. */
  readonly floor: Place | null;
  /** Messages that may match: not all of their bytes could be looked at. None is among `ids`. */
  readonly unread: number;
}

interface Options {
  readonly now: Date;
  readonly asOf?: Date | null;
  /** Only older ones. */
  readonly after?: Place | null;
  /** More need not be found. */
  readonly enough: number;
  /** Looks at all of them, however many. */
  readonly whole?: boolean;
}

interface Row extends Place {
  readonly version: number;
  /** Of its body, as far as it is looked at. */
  readonly bytes: number;
}

/**
 * Compiles a filter and reads what SQL cannot answer of it: the other terms choose messages, newest first, and their bytes are read some hundreds at a
 * time until enough of them fit or the stretch ends. Refuses a filter with mistakes.
 */
export async function seekMessages(ctx: Ctx, filter: string, options: Options): Promise<Sought> {
  const { now, asOf = null, after = null, whole = false } = options;
  const compiled = compileFilter(ctx.sql, filter, { now, asOf, visible: visibility(ctx, "message.view") });
  const floor = whole ? null : await findFloor(ctx, compiled, after);
  if (compiled.reads.length === 0) return { compiled, ids: null, floor, unread: 0 };
  const found = await readStretch(ctx, compiled, floor, options);
  const only = amongIds(ctx, found.ids);
  const byShelf = compiled.byShelf.map((shelf) => ctx.sql`${shelf} ${only}`);
  return { ...found, compiled: { ...compiled, messages: ctx.sql`${compiled.messages} ${only}`, byShelf } };
}

/** The part of a condition on `messages m` that keeps it to those that were found. */
export function amongIds({ sql }: Pick<Ctx, "sql">, ids: Sought["ids"]): Fragment {
  return ids ? sql`and m.id = any(${numberArray(ids)}::bigint[])` : sql``;
}

type Stretch = Pick<Sought, "floor" | "unread"> & { readonly ids: readonly number[] };

async function readStretch(ctx: Ctx, compiled: CompiledFilter, floor: Place | null, options: Options): Promise<Stretch> {
  const { after = null, enough, whole = false } = options;
  const ids: number[] = [];
  const until = ctx.clock().getTime() + mostRead.ms;
  let [unread, unreadSince, messages, bytes] = [0, 0, 0, 0];
  for (let from = after; ; ) {
    const isLong = messages >= mostRead.messages || bytes >= mostRead.bytes || ctx.clock().getTime() >= until;
    if (isLong && !whole) return { ids, unread: unread + unreadSince, floor: from };
    const page: readonly Row[] = await readPage(ctx, compiled, from, floor);
    const fits = await fitMessages(ctx, compiled.reads, page);
    for (const row of page) {
      const fit = fits.get(row.id);
      if (fit === "unread") unreadSince++;
      if (fit !== "fits") continue;
      ids.push(row.id);
      // Those between the last two are left to the page that begins there.
      if (ids.length === enough) return { ids, unread, floor: row };
      unread += unreadSince;
      unreadSince = 0;
    }
    messages += page.length;
    bytes += bytesOf(page);
    from = page.at(-1) ?? from;
    if (page.length === 0) return { ids, unread: unread + unreadSince, floor };
  }
}

/** As many of the next as are read at once; empty: there are no more. */
async function readPage(ctx: Ctx, compiled: CompiledFilter, after: Place | null, floor: Place | null): Promise<readonly Row[]> {
  const { sql } = ctx;
  const seek = sql`${olderThan(ctx, after)} ${downTo(ctx, floor)}`;
  const rows = await sql<Row[]>`
    select m.id, m.version, m.sort_at as "sortAt", least(m.size, ${lookedAt}::int) as bytes from (${newestMessages(sql, compiled, { seek, limit: pageSize })}) m
    order by m.sort_at desc, m.id desc`;
  const [first = []] = partsOf(rows, { count: pageSize, bytes: pageBytes });
  return first;
}

function bytesOf(page: readonly Row[]): number {
  return page.reduce((sum, row) => sum + row.bytes, 0);
}

/** The part of a condition on `messages m` that begins below a place. */
export function olderThan({ sql }: Pick<Ctx, "sql">, after: Place | null): Fragment {
  return after ? sql`and (m.sort_at, m.id) < (${after.sortAt}, ${after.id})` : sql``;
}
