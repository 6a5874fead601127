import type { Place } from "../access/permissions.ts";
import { seenWithin, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";
import type { ChannelRef } from "./channel.ts";
import { type Pretended, pretendedPosts } from "./output.ts";

const most = 30;

interface Row {
  readonly alertId: number;
  readonly places: readonly Place[];
  readonly channel: string;
  readonly ref: ChannelRef;
  readonly at: Date;
}

/** What the pretend channel of the demo has been told, as Slack would show it: the newest at the end. */
export async function listPretended(ctx: Ctx): Promise<Pretended> {
  const { sql, config } = ctx;
  const names = config.channels.filter(({ kind }) => kind === "pretend").map(({ name }) => name);
  if (names.length === 0) return { channels: [], posts: [] };
  const visible = await visibleQueues(ctx, "alert.view");
  const rows = await sql<Row[]>`
    select r.alert_id as "alertId", a.places, r.channel, r.ref, r.at from channel_refs r join alerts a on a.id = r.alert_id
    where r.ref is not null and r.channel = any(${textArray(names)}::text[]) ${seenWithin(sql, visible, sql`a.places`)}
    order by r.alert_id desc, r.channel limit ${most}`;
  return { channels: names, posts: rows.toReversed().flatMap(readPost) };
}

/** A ref of another kind of channel, which had this name before, is none of ours. */
function readPost({ ref, ...row }: Row): Pretended["posts"] {
  if (typeof ref["message"] !== "string" || typeof ref["replies"] !== "string") return [];
  const read = pretendedPosts.safeParse({ ...row, message: JSON.parse(ref["message"]), replies: JSON.parse(ref["replies"]) });
  return read.success ? [read.data] : [];
}
