import type { Ctx } from "../context.ts";
import { newBreath } from "../process/breath.ts";
import { type Fit, fitsAll, lookedAt, type ReadTerm } from "./fits.ts";
import { readStarts } from "./read.ts";
import { readerOf } from "./reader.ts";

/** A message whose bytes are asked about. */
export interface Asked {
  readonly id: number;
  readonly version: number;
}

/** What is known of one search: the version of each message that was read, and whether it fits. */
type Known = Map<number, { readonly version: number; readonly fit: Fit }>;

interface Search {
  readonly known: Known;
  /** Ends when what is read now is known: who else asks waits, and need not read it again. */
  turn: Promise<void>;
}

/**
 * The list, its counts and its facets ask about the same messages at the same time, and a plan asks about those that its start asks about again. The
 * bytes of a version never change, so what they answered stays true.
 */
const searches = new WeakMap<Ctx["sql"], Map<string, Search>>();
const mostSearches = 4;
const mostKnown = 100_000;

/** Whether the newest bytes of each fit all of the terms. A message that is gone is left out. For some hundreds at once; memory holds a few megabytes of them. */
export async function fitMessages(ctx: Ctx, terms: readonly ReadTerm[], asked: readonly Asked[]): Promise<ReadonlyMap<number, Fit>> {
  const search = searchOf(ctx, terms);
  const turn = search.turn.then(() => readUnknown(ctx, terms, search.known, asked));
  search.turn = turn.then(
    () => undefined,
    () => undefined,
  );
  return turn;
}

async function readUnknown(ctx: Ctx, terms: readonly ReadTerm[], known: Known, asked: readonly Asked[]): Promise<ReadonlyMap<number, Fit>> {
  if (known.size > mostKnown) known.clear();
  const unknown = asked.filter(({ id, version }) => known.get(id)?.version !== version).map(({ id }) => id);
  for (const id of unknown) known.delete(id);
  const most = terms.some(({ of }) => of !== "header") ? lookedAt : 0;
  const breath = newBreath();
  if (unknown.length > 0)
    for await (const part of readStarts(ctx, unknown, most))
      for (const { id, version, head, body, cut, ...place } of part) {
        await breath();
        known.set(id, { version, fit: fitsAll(terms, { head: readerOf(ctx, place)?.codec.decode(head) ?? null, body, cut }) });
      }
  return new Map(
    asked.flatMap(({ id }) => {
      const found = known.get(id);
      return found ? [[id, found.fit] as const] : [];
    }),
  );
}

function searchOf({ sql }: Ctx, terms: readonly ReadTerm[]): Search {
  const all = searches.get(sql) ?? new Map<string, Search>();
  searches.set(sql, all);
  const key = JSON.stringify(terms);
  const search = all.get(key) ?? { known: new Map(), turn: Promise.resolve() };
  // The one that was asked last is the last to go.
  all.delete(key);
  all.set(key, search);
  for (const old of all.keys()) if (all.size > mostSearches) all.delete(old);
  return search;
}
