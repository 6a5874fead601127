import type { Unsent } from "../../checks/verdict.ts";
import type { Ctx } from "../../context.ts";
import { newBreath } from "../../process/breath.ts";
import type { Batch } from "./batch.ts";
import { judgeWays, type Ready } from "./judge-ways.ts";
import type { Running } from "./lane.ts";
import type { OutboundItem } from "./outbound.ts";
import { type OnItsWay, wayOf } from "./way.ts";

/** A batch with what becomes of each item, by its id. */
export interface JudgedBatch extends Batch {
  readonly unsent: ReadonlyMap<number, Unsent>;
  readonly ready: ReadonlyMap<number, Ready | Unreadable>;
}

/** Why its bytes cannot be read, in words. */
export interface Unreadable {
  readonly unreadable: string;
}

/** Asks the checks about a batch before it is sent, by the bytes that are sent. */
export async function judgeBatch(ctx: Ctx, batch: Batch, { ordered }: Pick<Running, "ordered">): Promise<JudgedBatch> {
  const { replayId, items } = batch;
  const unsent = new Map<number, Unsent>();
  const ready = new Map<number, Ready | Unreadable>();
  const read: { readonly item: OutboundItem; readonly found: OnItsWay }[] = [];
  const breath = newBreath();
  for (const item of items) {
    await breath();
    const found = readWay(ctx, item);
    if ("unreadable" in found) ready.set(item.id, found);
    else read.push({ item, found });
  }
  const asked = read.map(({ item, found }) => {
    const { id, messageId, eventKey, eventId, diedAt, target } = item;
    const { producedAt } = found;
    return { row: item, found, target, ordered, message: { id: messageId, eventKey, eventId, producedAt, diedAt, item: { id, replayId } } };
  });
  for (const [at, judged] of (await judgeWays(ctx, asked)).entries()) {
    const id = read[at]?.item.id ?? 0;
    if (judged.do === "send") ready.set(id, judged);
    else unsent.set(id, judged);
  }
  return { ...batch, unsent, ready };
}

function readWay(ctx: Ctx, item: OutboundItem): OnItsWay | Unreadable {
  try {
    return wayOf(ctx, item, item.target);
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : "Its bytes cannot be read." };
  }
}
