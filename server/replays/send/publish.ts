import type { Hints } from "../../sources/attempt.ts";
import { type Broker, BrokerError, type Outcome } from "../../sources/port.ts";
import type { Ctx } from "../../context.ts";
import { outgoingOf } from "../../messages/outgoing.ts";
import type { Unreadable } from "./judge-batch.ts";
import { inSpan } from "../../traces/in-span.ts";
import { linksOf } from "../../traces/links.ts";
import type { Ready } from "./judge-ways.ts";
import type { OutboundItem } from "./outbound.ts";

type By = Required<Pick<Hints, "sender" | "inTime">>;

/** Sends one item whose intent is committed, as it was judged. Never rejects: what goes wrong before anything was written is `refused` or `not_sent`. */
export function publishItem(ctx: Ctx, item: OutboundItem, ready: Ready | Unreadable, by: By): Promise<Outcome> {
  return inSpan(
    () => ({
      name: `replay ${item.queue}`,
      kind: "producer",
      attributes: {
        "redrive.source": item.source,
        "redrive.queue": item.queue,
        "redrive.replay": item.replayId,
        "redrive.message": item.messageId,
      },
      links: "unreadable" in ready ? [] : linksOf([item.head], ready.codec).links,
    }),
    () => publish(ctx, item, ready, by),
    ({ state }) => ({ "redrive.outcome": state }),
  );
}

async function publish(ctx: Ctx, item: OutboundItem, ready: Ready | Unreadable, by: By): Promise<Outcome> {
  if ("unreadable" in ready) return { state: "refused", reason: ready.unreadable };
  let broker: Broker;
  try {
    broker = ctx.brokers.get(item.source);
  } catch (error) {
    // A worker whose config does not name the source: another one's may.
    return { state: "not_sent", reason: error instanceof BrokerError ? error.message : `Source "${item.source}" could not be opened.` };
  }
  try {
    if (item.target.to === "release")
      return await broker.release(item.queue, item, { once: `release-${item.releases}-${onceOf(item)}`, key: item.eventKey });
    const mark = { replayId: item.replayId, itemId: item.id, count: item.replayCount + 1, lineageId: item.lineageId };
    return await broker.publish(ready.target, outgoingOf(ready.codec, item, ready.routed.route, mark), String(item.id), {
      once: onceOf(item),
      key: item.eventKey,
      ...by,
    });
  } catch (error) {
    return { state: "refused", reason: error instanceof Error ? error.message : "It could not be prepared for sending." };
  }
}

/**
 * The same for all tries of these bytes: this item's, and those of a later replay after a person decided that this one was not sent. A message that was
 * sent is never sent again (what comes back is another message), so no true send is dropped. A release can be undone, so that each one after a true one has
 * an id of its own. The time of the capture tells databases apart that count alike.
 */
function onceOf({ messageId, version, capturedAt }: OutboundItem): string {
  return `${messageId}-${version}-${capturedAt.getTime()}`;
}
