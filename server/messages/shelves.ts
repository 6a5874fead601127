import type { Fragment } from "postgres";
import type { messageShelf } from "../db/schema/messages.ts";
import type { Sql, Transaction } from "../db/client.ts";
import type { MessageState } from "./transitions.ts";

type Shelf = (typeof messageShelf.enumValues)[number];

const shelves: Readonly<Record<Shelf, readonly MessageState[]>> = {
  dead: ["dead"],
  sent: ["replaying", "replayed"],
  unknown: ["unknown"],
  discarded: ["discarded"],
  released: ["released"],
};

/** Conditions on `messages m`, one for each shelf that holds any of these states. */
export function onShelves(sql: Sql | Transaction, states: readonly MessageState[]): readonly Fragment[] {
  return Object.entries(shelves).flatMap(([shelf, held]) => {
    const wanted = held.filter((state) => states.includes(state));
    const [only] = wanted;
    if (!only) return [];
    return [wanted.length === held.length ? onShelf(sql, shelf) : sql`${onShelf(sql, shelf)} and ${among(sql, only)}`];
  });
}

/** A condition on `messages m` that its indexes serve. */
export function inState(sql: Sql | Transaction, state: MessageState): Fragment {
  return onShelves(sql, [state]).reduce((all, condition) => sql`${all} or ${condition}`);
}

/** In the words of the partial indexes, which the planner does not recognise behind a parameter. */
function onShelf(sql: Sql | Transaction, shelf: string): Fragment {
  return shelf === "dead" ? sql`m.shelf = 'dead'` : sql`m.shelf = ${shelf}::message_shelf and m.shelf <> 'dead'`;
}

/** Where a few are being sent among millions that were, their items find them. */
function among(sql: Sql | Transaction, state: MessageState): Fragment {
  const sending = sql`and exists (select from replay_items i where i.message_id = m.id and i.state in ('selected', 'held', 'unknown'))`;
  return sql`m.state = ${state}::message_state ${state === "replaying" ? sending : sql``}`;
}
