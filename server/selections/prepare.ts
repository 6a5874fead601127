import { demand } from "../access/act.ts";
import type { Place } from "../access/permissions.ts";
import { principalId } from "../access/remember-principal.ts";
import { seesAll, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { DomainError } from "../errors.ts";
import type { FilterSelection } from "../messages/input.ts";
import { freezeSelection } from "./freeze.ts";
import type { Prepared } from "./output.ts";
import { placesOf } from "./places.ts";
import { resolveSelection } from "./resolve.ts";
import { selectionWords } from "./selection-words.ts";
import { untilNow } from "./until-now.ts";

/** Messages in one part: as many as one transaction of an act changes. */
export const partSize = 5_000;
const keptMs = 86_400_000;

/**
 * Freezes everything that a filter matched and counts it, before somebody is asked to confirm an act on it: the act is then on these messages and no
 * others. It is kept for a day. Rejects with `invalid` for an unreadable filter, or one that would read too many bodies.
 */
export async function prepareSelection(ctx: Ctx, asked: FilterSelection): Promise<Prepared> {
  const selection = untilNow(ctx, asked);
  const [words, places] = await Promise.all([selectionWords(ctx, selection), placesOf(ctx, selection)]);
  await demand(ctx, { permission: "message.view", scope: "somewhere", subject: words });
  const { chosen, unread } = await resolveSelection(ctx, selection);
  const at = ctx.clock();
  const principal = await principalId(ctx);
  return ctx.sql.begin(async (tx) => {
    await tx`delete from prepared_selections where created_at < ${new Date(at.getTime() - keptMs)}`;
    const [{ id }] = await tx<[{ id: number }]>`
      insert into prepared_selections (words, filter, places, total, unread, principal_id, created_at)
      values (${words}, ${JSON.stringify(selection)}::text::jsonb, ${JSON.stringify(places)}::text::jsonb, 0, ${unread}, ${principal}, ${at})
      returning id`;
    const total = await freezeSelection(ctx, tx, { preparedId: id }, { selection: chosen, places }, partSize);
    await tx`update prepared_selections set total = ${total} where id = ${id}`;
    return { id, total, unread };
  });
}

/** A prepared selection, without its messages. */
interface PreparedFacts extends Omit<Prepared, "id"> {
  readonly words: string;
  readonly filter: FilterSelection;
  readonly places: readonly Place[];
}

/** Rejects with `conflict` when an act has taken it, its day is over, somebody else prepared it, or who did saw more at that time. */
export async function readPrepared(ctx: Ctx, id: number): Promise<PreparedFacts> {
  const [visible, principal] = await Promise.all([visibleQueues(ctx, "message.view"), principalId(ctx)]);
  const [facts] = await ctx.sql<[PreparedFacts?]>`
    select words, filter, places, total, unread from prepared_selections where id = ${id} and principal_id = ${principal}`;
  if (!facts || (facts.total > 0 && !seesAll(visible, facts.places))) throw gone();
  return facts;
}

/** Hands its parts to a bulk act, once: rejects with `conflict` when another was faster. */
export async function takePrepared(tx: Transaction, id: number, bulkId: number): Promise<void> {
  await tx`update selection_parts set bulk_id = ${bulkId}, prepared_id = null where prepared_id = ${id}`;
  const { count } = await tx`delete from prepared_selections where id = ${id}`;
  if (count === 0) throw gone();
}

function gone(): DomainError {
  return new DomainError(
    "conflict",
    "These messages are no longer kept as chosen: they were acted on already, chosen more than a day ago, or by somebody else. Choose them again.",
  );
}
