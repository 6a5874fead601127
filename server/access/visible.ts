import type { Fragment } from "postgres";
import type { Ctx } from "../context.ts";
import { numberArray, textArray } from "../db/arrays.ts";
import type { Sql, Transaction } from "../db/client.ts";
import { isGlob } from "../text/glob.ts";
import { likeOfGlob } from "../text/like.ts";
import { type Access, type Grant, mayAct, permits, reachOf } from "./grant.ts";
import type { Permission, Place } from "./permissions.ts";

export interface SeenQueue extends Place {
  readonly id: number;
}

/** "everywhere": no queue is hidden, also none that is found later. Else the queues that somebody may read. */
export type Visible = "everywhere" | readonly SeenQueue[];

/** `Visible`, or a statement of their ids: for `seenIn` alone. */
export type Visibility = Visible | { readonly ids: Fragment };

const known = new WeakMap<Access & object, Map<string, Promise<Visible>>>();

/**
 * In which queues somebody may do all of this; what stands in any other one does not exist for them. Asked of the database once for each request, since
 * each request has grants of its own.
 */
export async function visibleQueues(
  { sql, principal: { may } }: Pick<Ctx, "sql" | "principal">,
  ...permissions: readonly [Permission, ...Permission[]]
): Promise<Visible> {
  if (may === "everything" || seesEverywhere(may, permissions)) return "everywhere";
  const asked = known.get(may) ?? new Map<string, Promise<Visible>>();
  known.set(may, asked);
  const key = permissions.join();
  const visible = asked.get(key) ?? findQueues(sql, may, permissions);
  asked.set(key, visible);
  return visible;
}

/** The same without asking the database: each statement with `seenIn` finds the queues that `reachOf` permits by itself, so that a list needs no other one before. */
export function visibility(
  { sql, principal: { may } }: Pick<Ctx, "sql" | "principal">,
  ...permissions: readonly [Permission, ...Permission[]]
): Visibility {
  if (may === "everything" || seesEverywhere(may, permissions)) return "everywhere";
  const reaches = permissions.map((permission) =>
    may.filter((grant) => permits(grant, permission)).reduce((any, grant) => sql`${any} or ${isWithin(sql, grant)}`, sql`false`),
  );
  return { ids: sql`array(select s.id from queues s where ${reaches.reduce((all, reach) => sql`${all} and (${reach})`, sql`true`)})` };
}

function isWithin(sql: Sql, { sources, queues, within }: Pick<Grant, "sources" | "queues" | "within">): Fragment {
  const own = sql`s.source ${matches(sql, sources)} and s.name ${matches(sql, queues)}`;
  return within ? sql`${own} and ${isWithin(sql, within)}` : own;
}

/** What follows a column. Patterns of redrive.yaml may hold what no stored name does, and Postgres would refuse: they match nothing. */
function matches(sql: Sql, patterns: readonly string[]): Fragment {
  const possible = patterns.filter((pattern) => pattern.isWellFormed() && !pattern.includes("\0"));
  return possible.some(isGlob) ? sql`like any(${textArray(possible.map(likeOfGlob))}::text[])` : sql`= any(${textArray(possible)}::text[])`;
}

function seesEverywhere(may: Access, permissions: readonly Permission[]): boolean {
  return permissions.every((permission) => mayAct(may, permission, "everywhere"));
}

async function findQueues(sql: Ctx["sql"], may: Access, permissions: readonly Permission[]): Promise<readonly SeenQueue[]> {
  const queues = await sql<SeenQueue[]>`select id, source, name as queue from queues`;
  const reaches = permissions.map((permission) => reachOf(may, permission));
  return queues.filter((queue) => reaches.every((isWithin) => isWithin(queue)));
}

/** The part of a condition that keeps a column with a queue's id to what is visible. Empty where everything is, so that no plan changes. */
export function seenIn(sql: Sql | Transaction, visible: Visibility, queueId: Fragment): Fragment {
  if (visible === "everywhere") return sql``;
  const ids = "ids" in visible ? visible.ids : sql`${numberArray(visible.map(({ id }) => id))}::int[]`;
  return sql`and ${queueId} = any(${ids})`;
}

/**
 * The part of a condition that keeps a jsonb column with places to rows of which all are visible: what is told of a row is told of all of its queues.
 * A row of which no place is known is seen by those from whom nothing is hidden.
 */
export function seenWithin(sql: Sql | Transaction, visible: Visible, places: Fragment): Fragment {
  if (visible === "everywhere") return sql``;
  const seen = visible.map(({ source, queue }) => ({ source, queue }));
  return sql`and ${places} <@ ${JSON.stringify(seen)}::text::jsonb and ${places} <> '[]'::jsonb`;
}

/** Whether somebody sees all of these places; of none they see nothing. */
export function seesAll(visible: Visible, places: readonly Place[]): boolean {
  if (visible === "everywhere") return true;
  return (
    places.length > 0 && places.every((place) => visible.some(({ source, queue }) => source === place.source && queue === place.queue))
  );
}
