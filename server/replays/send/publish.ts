import type { Outcome } from "../../sources/port.ts";
import type { Ctx } from "../../context.ts";
import { outgoingOf } from "../../messages/outgoing.ts";
import type { Unreadable } from "./judge-batch.ts";
import type { Ready } from "./judge-ways.ts";
import type { OutboundItem } from "./outbound.ts";

/** Sends one item whose intent is committed, as it was judged. Never rejects: what goes wrong before anything was written is `refused`. */
export async function publishItem(ctx: Ctx, item: OutboundItem, ready: Ready | Unreadable): Promise<Outcome> {
  if ("unreadable" in ready) return { state: "refused", reason: ready.unreadable };
  try {
    const broker = ctx.brokers.get(item.source);
    if (item.target.to === "release") return await broker.release(item.queue, item);
    const mark = { replayId: item.replayId, itemId: item.id, count: item.replayCount + 1, lineageId: item.lineageId };
    return await broker.publish(ready.target, outgoingOf(ready.codec, item, ready.routed.route, mark), String(item.id));
  } catch (error) {
    return { state: "refused", reason: error instanceof Error ? error.message : "It could not be prepared for sending." };
  }
}
