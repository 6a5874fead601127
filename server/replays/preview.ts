import { candidateColumns, type CandidateRow } from "../checks/candidate-row.ts";
import type { Head, Outgoing } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { DomainError, noSuch } from "../errors.ts";
import { undoneWords } from "../failures/words.ts";
import { demandOrigin } from "../messages/demand-origin.ts";
import { applyEdit } from "../messages/edit.ts";
import { outgoingOf } from "../messages/outgoing.ts";
import { readStored } from "../payloads/read.ts";
import { readerOf } from "../payloads/reader.ts";
import type { PreviewInput } from "./input.ts";
import { placesOf } from "../selections/places.ts";
import { demandTarget } from "./demand-target.ts";
import { judgeWays } from "./send/judge-ways.ts";
import { type OnItsWay, wayOf } from "./send/way.ts";
import { reasonWords, targetWords } from "./words.ts";

export interface OutgoingPreview {
  readonly target: string;
  /** Why it cannot be sent there; null: it can. */
  readonly impossible: string | null;
  readonly head: Omit<Head, "key">;
  readonly size: number;
  /** What is sent instead of the stored body, in words; null: the stored body. */
  readonly unwraps: string | null;
}

interface Row extends CandidateRow {
  readonly lineageId: number;
  readonly eventKey: string | null;
  readonly eventId: string | null;
  readonly diedAt: Date | null;
}

/** What a replay of this message would put on the wire, made and judged by the code that sends it; the marks show the next numbers as 0. */
export async function previewOutgoing(ctx: Ctx, { messageId, target, change }: PreviewInput): Promise<OutgoingPreview> {
  const { sql } = ctx;
  const places = await placesOf(ctx, { ids: [messageId] });
  await demandTarget(ctx, { target, places, subject: `message ${messageId}`, missing: noSuch(`message ${messageId}`).message });
  const [stored, [row]] = await Promise.all([
    readStored(ctx, messageId),
    sql<Row[]>`
      select coalesce(m.lineage_id, m.id) as "lineageId", m.event_key as "eventKey", m.event_id as "eventId", case when m.death_known then m.sort_at end as "diedAt", ${candidateColumns(sql)}
      from messages m join groups g on g.id = m.group_id join queues q on q.id = m.queue_id where m.id = ${messageId}`,
  ]);
  if (!readerOf(ctx, stored) || !row) throw new DomainError("unavailable", `Source "${stored.source}" is no longer configured.`);
  const edited = { ...stored, ...(change ? applyEdit(ctx, stored, change) : {}) };
  await demandOrigin(ctx, stored, edited);
  const found = wayOf(ctx, edited, target);
  const message = {
    id: messageId,
    eventKey: row.eventKey,
    eventId: row.eventId,
    producedAt: found.producedAt,
    diedAt: row.diedAt,
    item: null,
  };
  const [judged] = await judgeWays(ctx, [{ row, found, target, ordered: false, message }]);
  const outgoing = outgoingBytes(found, edited, row, target);
  const { key: _key, ...head } = found.codec.decode(outgoing.head);
  const released = target.to === "release";
  return {
    target: targetWords(judged?.do === "send" && !released ? judged.target : target),
    impossible: judged && judged.do !== "send" ? sentence(reasonWords(judged)) : null,
    head,
    size: outgoing.body?.length ?? 0,
    unwraps: released ? null : undoneWords(found.routed.route),
  };
}

/** What cannot be changed is shown as it is. */
function outgoingBytes({ codec, routed }: OnItsWay, edited: Outgoing, { lineageId, replayCount }: Row, target: ReplayTarget): Outgoing {
  if (target.to === "release" || routed.facts.problem === "head") return edited;
  return outgoingOf(codec, edited, routed.route, { replayId: 0, itemId: 0, count: replayCount + 1, lineageId });
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1).replace(/\.$/, "")}.`;
}
