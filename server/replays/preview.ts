import type { Head } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { undoneWords } from "../failures/words.ts";
import { applyEdit } from "../messages/edit.ts";
import { readStored } from "../payloads/read.ts";
import { readerOf } from "../payloads/reader.ts";
import type { PreviewInput } from "./input.ts";
import { outgoingOf, targetOf } from "./send/outgoing.ts";
import { routeItem } from "./send/publish.ts";
import { targetWords } from "./words.ts";

export interface OutgoingPreview {
  readonly target: string;
  /** Why it cannot be sent there; null: it can. */
  readonly impossible: string | null;
  readonly head: Omit<Head, "key">;
  readonly size: number;
  /** What is sent instead of the stored body, in words; null: the stored body. */
  readonly unwraps: string | null;
}

/** What a replay of this message would put on the wire, made by the code that sends it; the marks show the next numbers as 0. */
export async function previewOutgoing(ctx: Ctx, { messageId, target, change }: PreviewInput): Promise<OutgoingPreview> {
  const [stored, [row]] = await Promise.all([
    readStored(ctx, messageId),
    ctx.sql<{ lineageId: number; replayCount: number }[]>`
      select coalesce(lineage_id, id) as "lineageId", replay_count as "replayCount" from messages where id = ${messageId}`,
  ]);
  const codec = readerOf(ctx, stored)?.codec;
  if (!codec || !row) throw new DomainError("unavailable", `Source "${stored.source}" is no longer configured.`);
  const edited = { ...stored, ...(change ? applyEdit(ctx, stored, change) : {}) };
  const diagnosis = routeItem(ctx, edited);
  const to = targetOf(target, diagnosis);
  const outgoing =
    to === "release"
      ? edited
      : outgoingOf(codec, edited, diagnosis, { replayId: 0, itemId: 0, count: row.replayCount + 1, lineageId: row.lineageId });
  const { key: _key, ...head } = codec.decode(outgoing.head);
  const impossible = typeof to === "object" && "impossible" in to ? to.impossible : null;
  return {
    target: typeof to === "object" && "to" in to ? targetWords(to) : targetWords(target),
    impossible,
    head,
    size: outgoing.body?.length ?? 0,
    unwraps: to === "release" ? null : undoneWords(diagnosis),
  };
}
