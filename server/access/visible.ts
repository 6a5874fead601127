import type { Fragment } from "postgres";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import type { Sql, Transaction } from "../db/client.ts";
import { type Access, mayAct, reachOf } from "./grant.ts";
import type { Permission, Place } from "./permissions.ts";

export interface SeenQueue extends Place {
  readonly id: number;
}

/** "everywhere": no queue is hidden, also none that is found later. Else the queues that somebody may read. */
export type Visible = "everywhere" | readonly SeenQueue[];

const known = new WeakMap<Access & object, Map<string, Promise<Visible>>>();

/**
 * In which queues somebody may do all of this; what stands in any other one does not exist for them. Asked of the database once for each request, since
 * each request has grants of its own.
 */
export async function visibleQueues(
  { sql, principal: { may } }: Pick<Ctx, "sql" | "principal">,
  ...permissions: readonly [Permission, ...Permission[]]
): Promise<Visible> {
  if (may === "everything" || permissions.every((permission) => mayAct(may, permission, "everywhere"))) return "everywhere";
  const asked = known.get(may) ?? new Map<string, Promise<Visible>>();
  known.set(may, asked);
  const key = permissions.join();
  const visible = asked.get(key) ?? findQueues(sql, may, permissions);
  asked.set(key, visible);
  return visible;
}

async function findQueues(sql: Ctx["sql"], may: Access, permissions: readonly Permission[]): Promise<readonly SeenQueue[]> {
  const queues = await sql<SeenQueue[]>`select id, source, name as queue from queues`;
  const reaches = permissions.map((permission) => reachOf(may, permission));
  return queues.filter((queue) => reaches.every((isWithin) => isWithin(queue)));
}

/** The part of a condition that keeps a column with a queue's id to what is visible. Empty where everything is, so that no plan changes. */
export function seenIn(sql: Sql | Transaction, visible: Visible, queueId: Fragment): Fragment {
  return visible === "everywhere" ? sql`` : sql`and ${queueId} = any(${numberArray(visible.map(({ id }) => id))}::int[])`;
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
