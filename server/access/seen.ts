import type { Fragment } from "postgres";
import type { Ctx } from "../context.ts";
import type { Sql } from "../db/client.ts";
import { seenIn, seenWithin, type Visible, visibleQueues } from "./visible.ts";

/** What whoever asks may be led to. */
export interface Seen {
  /** The queues whose messages they see. */
  readonly messages: Visible;
  /** A replay is seen where all of its queues are: its counts, its reason and the words of its selection tell of each. */
  readonly replays: Visible;
}

export async function readSeen(ctx: Pick<Ctx, "sql" | "principal">): Promise<Seen> {
  const [messages, replays] = await Promise.all([visibleQueues(ctx, "message.view"), visibleQueues(ctx, "replay.view", "message.view")]);
  return { messages, replays };
}

/** The id of a message, in a column; null where the message is hidden, so that nothing leads to it. */
export function seenMessage(sql: Sql, { messages }: Seen, id: Fragment): Fragment {
  return messages === "everywhere" ? id : sql`(select o.id from messages o where o.id = ${id} ${seenIn(sql, messages, sql`o.queue_id`)})`;
}

/** The same of a replay. */
export function seenReplay(sql: Sql, { replays }: Seen, id: Fragment): Fragment {
  return replays === "everywhere" ? id : sql`(select o.id from replays o where o.id = ${id} ${seenWithin(sql, replays, sql`o.places`)})`;
}
