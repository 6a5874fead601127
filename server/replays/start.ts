import { actorText } from "../access/actor.ts";
import { recordAuditRaw } from "../audit/record-raw.ts";
import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { DomainError } from "../errors.ts";
import { announceChange } from "../live/announce.ts";
import { appendHistory } from "../messages/append-history.ts";
import type { StartInput } from "./input.ts";
import { chosenMessages } from "./chosen.ts";
import { judgeMessage } from "./judge.ts";
import { selectionWords } from "./selection-words.ts";

/** Items of one replay are written in one transaction; more would hold locks for minutes. */
export const maxItems = 250_000;
const atOnce = 5_000;
/** From here on a claim must find its next items by an index, and the planner would not know before the next autovacuum. */
const analyzeFrom = 2_000;

export interface Started {
  readonly id: number;
  readonly selected: number;
  readonly skipped: number;
}

interface Item {
  readonly id: number;
  readonly messageId: number;
  readonly state: "selected" | "skipped";
}

/**
 * Freezes the selection into items and claims the messages, in one transaction with history and audit; nothing is published here. A message
 * that is no longer dead, has no known way to the target, or was replayed too often becomes a skipped item with its reason. Conflict: nothing
 * can be sent. Too large: more than `maxItems`.
 */
export async function startReplay(ctx: Ctx, input: StartInput): Promise<Started> {
  const at = ctx.clock();
  const actor = actorText(ctx.actor);
  const words = await selectionWords(ctx, input.selection);
  const started = await ctx.sql.begin(async (tx) => {
    const asOf = "asOf" in input.selection ? new Date(input.selection.asOf) : at;
    const [replay] = await tx<[{ id: number }]>`
      insert into replays (state, selection, filter, as_of, target, rate, reason, actor, total, created_at, tokens, refilled_at)
      values ('running', ${words}, ${JSON.stringify(input.selection)}::text::jsonb, ${asOf}, ${JSON.stringify(input.target)}::text::jsonb, ${input.rate},
        ${input.reason}, ${actor}, 0, ${at}, 0, clock_timestamp())
      returning id`;
    const items = await freeze(ctx, tx, replay.id, input);
    const selected = items.filter(({ state }) => state === "selected");
    if (selected.length === 0) throw new DomainError("conflict", await whyNothing(tx, replay.id));
    for (let from = 0; from < selected.length; from += atOnce) {
      const part = selected
        .slice(from, from + atOnce)
        .map(({ id, messageId }) => ({ messageId, itemId: id, data: { reason: input.reason } }));
      const claimed = await appendHistory(tx, { kind: "claimed", at, actor }, part);
      if (claimed.length !== part.length)
        throw new DomainError("conflict", "Some of the messages changed at this moment. Nothing was started: try again.");
    }
    await tx`
      update replays set total = ${items.length}, first_item = ${items[0]?.id ?? null}, last_item = ${items.at(-1)?.id ?? null},
        ordered = ${await needsOrder(ctx, tx, items, input.target)} where id = ${replay.id}`;
    const counts = { selected: selected.length, skipped: items.length - selected.length };
    await recordAuditRaw(ctx, tx, {
      permission: input.target.to === "release" ? "message.release" : "replay.start",
      subject: `replay ${replay.id}`,
      reason: input.reason,
      data: { selection: words, target: input.target, rate: input.rate, ...counts },
    });
    await announceChange(tx, ["replays", "messages", "groups", "audit"]);
    return { id: replay.id, ...counts };
  });
  if (started.selected > analyzeFrom) await ctx.sql`analyze replay_items`.catch((err: unknown) => ctx.log.warn({ err }, "not analyzed"));
  return started;
}

/** Locks what can be sent and writes every chosen message as an item. */
async function freeze(ctx: Ctx, tx: Transaction, replayId: number, { selection, target }: StartInput): Promise<readonly Item[]> {
  const chosen = chosenMessages(ctx, selection);
  const items = await tx<Item[]>`
    with chosen as (
      select m.id, m.version, m.state, m.replay_count, m.group_id from messages m where ${chosen} order by m.id limit ${maxItems + 1} for no key update of m
    ), judged as (
      select m.id, m.version, m.state, m.replay_count, ${judgeMessage(ctx, target)} as why
      from chosen m join groups g on g.id = m.group_id join queues q on q.id = g.queue_id
    )
    insert into replay_items (replay_id, message_id, version, state, detail)
    select ${replayId}, id, version, case when why is null then 'selected' else 'skipped' end::item_state, case why
      when 'in_replay' then 'in another replay'
      when 'not_dead' then state::text || ' already'
      when 'too_often' then 'replayed ' || replay_count || ' times already, and it came back each time'
      when 'no_origin' then 'it does not carry where it came from'
      when 'stays' then 'still in its topic: nothing was taken out of it'
      when 'captured' then 'would be taken again at once, because its queue is being captured: pause that first'
    end from judged order by id
    returning id, message_id as "messageId", state`;
  if (items.length > maxItems) {
    throw new DomainError(
      "too_large",
      `One replay holds up to ${maxItems.toLocaleString("en")} messages, so that starting it locks nothing for long. Narrow the filter.`,
    );
  }
  if (items.length === 0) throw new DomainError("conflict", "No message matches any more.");
  return items;
}

/** Whether a queue that they come from, or go to, hands messages out in order. */
async function needsOrder(ctx: Ctx, tx: Transaction, items: readonly Item[], target: StartInput["target"]): Promise<boolean> {
  const queues = await tx<{ source: string; name: string }[]>`
    select source, name from queues where id in (
      select distinct m.queue_id from replay_items i join messages m on m.id = i.message_id
      where i.id between ${items[0]?.id ?? 0} and ${items.at(-1)?.id ?? 0}
    )`;
  return queues.some(({ source, name }) => {
    if (!ctx.config.sources.some((configured) => configured.name === source)) return false;
    const broker = ctx.brokers.get(source);
    return broker.capabilities(name).ordered || (target.to === "queue" && broker.capabilities(target.queue).ordered);
  });
}

async function whyNothing(tx: Transaction, replayId: number): Promise<string> {
  const rows = await tx<{ detail: string; n: number }[]>`
    select detail, count(*) as n from replay_items where replay_id = ${replayId} and state = 'skipped' group by 1 order by 2 desc limit 3`;
  return `Nothing can be sent: ${rows.map(({ detail, n }) => `${n} ${detail}`).join("; ")}.`;
}
