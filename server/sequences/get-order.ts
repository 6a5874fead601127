import { seenIn, visibleQueues } from "../access/visible.ts";
import { findNumbers, seenOutboxes } from "../applications/outbox/find-numbers.ts";
import { findOutboxRows } from "../applications/outbox/find-rows.ts";
import { type SeenApplication, seenApplications } from "../applications/seen.ts";
import type { Ctx } from "../context.ts";
import { noSuch } from "../errors.ts";
import { readStored } from "../payloads/read.ts";
import { eventTimeOf } from "../payloads/reader.ts";
import type { OrderInput } from "./input.ts";
import { againWords, type JudgedForAll, judgeForAll } from "./judge-for-all.ts";
import { type Asked, missingFront, runWords } from "./judge-sequence.ts";
import { lastWords, lineOf, missingOf } from "./line.ts";
import type { MessageOrder } from "./output.ts";
import { type KeyCount, readKeys, type StoredEntry, type StoredKey } from "./read-keys.ts";

const shownPoints = 40;

/** The order of a message's key, as it is known at this moment. null: it has no key or no number. */
export async function getOrder(ctx: Ctx, { id }: OrderInput): Promise<MessageOrder> {
  const visible = await visibleQueues(ctx, "message.view");
  const [row] = await ctx.sql<{ queueId: number; key: string | null; number: string | null }[]>`
    select queue_id as "queueId", event_key as key, sequence::text as number from messages m where m.id = ${id} ${seenIn(ctx.sql, visible, ctx.sql`m.queue_id`)}`;
  if (!row) throw noSuch("message");
  const { queueId, key, number } = row;
  if (key === null || number === null) return null;
  const [read] = await readKeys(ctx, [{ queueId, key }], visible);
  if (!read) return null;
  const seen = await seenApplications(ctx, "message.view");
  const found = { ...read, counts: read.counts.map((count) => (isSeen(seen, count) ? count : withoutTable(count))) };
  const judged = await judgeOne(ctx, found, { id, number: BigInt(number), producedAt: null });
  const isMissing = judged.is === "waits" && judged.missing.length > 0;
  const front = missingFront(judged);
  const outboxOf = await findNumbers(await seenOutboxes(ctx), [...missingOf(found), ...(front === null ? [] : [{ key, number: front }])]);
  return {
    line: lineOf(found, { most: shownPoints, since: null, outboxOf }),
    number,
    verdict: verdictOf(judged, front === null ? null : outboxOf({ key, number: front })),
    last: lastWords(found),
    asOf: ctx.clock(),
    outboxes: isMissing ? await findOutboxRows(ctx, { by: "key", value: key }) : [],
  };
}

function isSeen(seen: readonly SeenApplication[], { counter: { application } }: KeyCount): boolean {
  return application === null || seen.some((one) => one.application === application);
}

/** Its application also consumes queues that whoever asks may not see: how far this key was processed is told, and nothing of its tables. */
function withoutTable(count: KeyCount): KeyCount {
  const last = count.last.state === "unknown" ? { ...count.last, reason: "Its database does not tell." } : count.last;
  return { ...count, last, table: count.table && "its table" };
}

/** When its event was produced is read only where it matters: whether the key may have been created again. */
async function judgeOne(ctx: Ctx, { counts }: StoredKey, asked: Asked): Promise<JudgedForAll<StoredEntry>> {
  const judged = judgeForAll(counts, asked);
  if (judged.is !== "stale") return judged;
  const producedAt = eventTimeOf(ctx, await readStored(ctx, asked.id));
  return judgeForAll(counts, { ...asked, producedAt: producedAt && producedAt.getTime() });
}

function verdictOf(judged: JudgedForAll<StoredEntry>, outbox: string | null): string {
  if (judged.is === "unknown") return `A replay holds it until this is known: ${judged.reason}`;
  if (judged.is === "stale")
    return `A replay skips it: ${judged.last} was processed already.${judged.restart ? " Its key may have been created again and count from 1 anew." : ""}`;
  const again = againWords(judged.passedBy);
  if (judged.is === "next") return ["Nothing that is known has to come before it.", again].filter(Boolean).join(" ");
  const [first] = judged.behind;
  const missing = runWords(judged.missing);
  const behind = first ? `${first.number} comes first` : "";
  if (outbox !== null)
    return [`A replay of it alone waits: ${missingFront(judged)} waits in the outbox ${outbox}.`, again].filter(Boolean).join(" ");
  const waits = [behind, missing && `${missing} ${missing.includes(",") || missing.includes(" to ") ? "are" : "is"} missing`];
  return [`A replay of it alone waits: ${waits.filter(Boolean).join("; ")}.`, again].filter(Boolean).join(" ");
}
