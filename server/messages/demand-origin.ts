import { demand } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { readOriginRecord } from "../failures/origin-record.ts";
import type { Stored } from "../payloads/read.ts";
import { readerOf } from "../payloads/reader.ts";
import { routeFactsOf } from "./derive/derive.ts";

/**
 * An edit of where a message says that it failed is a choice of where replays of it go, which needs the permission for that. Rejects with `forbidden`
 * where it is lacked.
 */
export async function demandOrigin(ctx: Ctx, from: Stored, to: Pick<Stored, "head" | "body">): Promise<void> {
  if (originOf(ctx, from) === originOf(ctx, { ...from, ...to })) return;
  const { id, source, queue } = from;
  await demand(ctx, { permission: "replay.target", scope: [{ source, queue }], subject: `message ${id}` });
}

/** As text that is the same where the origin is. null: nobody can read it. */
function originOf(ctx: Ctx, message: Stored): string | null {
  const reader = readerOf(ctx, message);
  if (!reader) return null;
  const { route, head } = routeFactsOf(reader, message, message.capturedAt);
  return JSON.stringify([route.origin, reader.codec.log ? readOriginRecord(head) : null]);
}
