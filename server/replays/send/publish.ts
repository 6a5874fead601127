import type { Outcome } from "../../sources/port.ts";
import type { Ctx } from "../../context.ts";
import { routeMessage } from "../../failures/recognize.ts";
import { failedMessage, readerOf } from "../../payloads/reader.ts";
import type { OutboundItem } from "./outbound.ts";
import { outgoingOf, type Routed, targetOf } from "./outgoing.ts";

/** Sends one item whose intent is committed. Never rejects: what goes wrong before anything was written is `refused`. */
export async function publishItem(ctx: Ctx, item: OutboundItem): Promise<Outcome> {
  try {
    const broker = ctx.brokers.get(item.source);
    const route = routeItem(ctx, item);
    const target = targetOf(item.target, route);
    if (target === "release") return await broker.release(item.queue, item);
    if ("impossible" in target) return { state: "refused", reason: target.impossible };
    const mark = { replayId: item.replayId, itemId: item.id, count: item.replayCount + 1, lineageId: item.lineageId };
    return await broker.publish(target, outgoingOf(broker.codec, item, route, mark), String(item.id));
  } catch (error) {
    return { state: "refused", reason: error instanceof Error ? error.message : "It could not be prepared for sending." };
  }
}

/** What the bytes say of their failure: where it failed and which headers belong to the failure. */
export function routeItem(ctx: Ctx, item: Pick<OutboundItem, "source" | "queue" | "kind" | "head" | "body" | "capturedAt">): Routed {
  const reader = readerOf(ctx, item);
  if (!reader) throw new Error(`Source "${item.source}" is not configured and has never answered, so its messages cannot be read.`);
  const message = failedMessage(reader, item, item.capturedAt);
  return { ...routeMessage(message, reader.rules), log: message.log, head: message.head };
}
