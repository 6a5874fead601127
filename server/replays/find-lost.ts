import { actorText } from "../access/actor.ts";
import type { Broker } from "../brokers/broker.ts";
import type { Ctx } from "../context.ts";
import { announceChange } from "../live/announce.ts";
import { appendHistory } from "../messages/append-history.ts";
import { routeItem } from "./publish.ts";
import { type OutboundItem, readOutbound } from "./outbound.ts";
import { targetOf } from "./outgoing.ts";

const atOnce = 500;
/** What was on its way when a connection broke may still arrive for this long. */
const settledMs = 10_000;
/** Brokers forget attempts; after this long only a person can tell. */
const askedMs = 600_000;

/** Asks brokers that can tell what became of unknown items. What they cannot tell waits for a person. Answers whether there may be more. */
export async function findLost(ctx: Ctx): Promise<boolean> {
  const sources = ctx.config.sources.map(({ name }) => name).filter((name) => ctx.brokers.get(name).findAttempt);
  if (sources.length === 0) return false;
  const now = ctx.clock().getTime();
  const asked = ctx.sql`
    i.id in (
      select i.id from replay_items i join messages m on m.id = i.message_id join queues q on q.id = m.queue_id
      where i.state = 'unknown' and q.source = any(${sources}) and i.outcome_at between ${new Date(now - askedMs)} and ${new Date(now - settledMs)}
      order by i.id limit ${atOnce}
    )`;
  const items = await readOutbound(ctx, asked);
  let told = false;
  for (const item of items) {
    const found = await ask(ctx, ctx.brokers.get(item.source), item);
    if (found === "cannot_tell") continue;
    await resolve(ctx, item, found === "published");
    told = true;
  }
  return told && items.length === atOnce;
}

async function ask(ctx: Ctx, broker: Broker, item: OutboundItem): Promise<"published" | "absent" | "cannot_tell"> {
  const target = targetOf(item.target, routeItem(ctx, item));
  if (target === "release" || "impossible" in target || !broker.findAttempt) return "cannot_tell";
  return broker.findAttempt(target, String(item.id));
}

async function resolve(ctx: Ctx, item: OutboundItem, published: boolean): Promise<void> {
  const detail = published ? "The broker has it after all." : "The broker says that it never arrived: the message is dead again.";
  await ctx.sql.begin(async (tx) => {
    const moved = await tx`
      update replay_items set state = ${published ? "observing" : "refused"}::item_state, detail = ${detail}, outcome_at = ${ctx.clock()}
      where id = ${item.id} and state = 'unknown'`;
    if (moved.count === 0) return;
    const to = published ? "replayed" : "dead";
    const entry = { messageId: item.messageId, itemId: item.id, data: { detail, to } };
    await appendHistory(tx, { kind: "decided", at: ctx.clock(), actor: actorText(ctx.actor), to }, [entry]);
    await announceChange(tx, ["replays", "messages", "groups"]);
  });
}
