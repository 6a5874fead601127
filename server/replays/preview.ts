import type { BrokerKind, Head } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { findSource } from "../config/find.ts";
import { applyEdit } from "../messages/edit.ts";
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
  const [row] = await ctx.sql<
    {
      source: string;
      queue: string;
      kind: BrokerKind | null;
      head: Buffer;
      body: Buffer | null;
      lineageId: number;
      replayCount: number;
      capturedAt: Date;
    }[]
  >`
    select q.source, q.name as queue, s.kind, b.head, b.body, coalesce(m.lineage_id, m.id) as "lineageId", m.replay_count as "replayCount", m.captured_at as "capturedAt"
    from messages m join queues q on q.id = m.queue_id join bodies b on b.message_id = m.id and b.version = m.version left join sources s on s.name = q.source
    where m.id = ${messageId}`;
  if (!row) throw new DomainError("not_found", `There is no message ${messageId}.`);
  const source = findSource(ctx.config, row.source);
  const kind = source?.kind ?? row.kind;
  if (!kind) throw new DomainError("unavailable", `Source "${row.source}" is no longer configured.`);
  const codec = source ? ctx.brokers.get(source.name).codec : ctx.brokers.codec(kind);
  const edited = { ...row, ...(change ? applyEdit(ctx, row, change) : {}) };
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
    unwraps: to === "release" ? null : (diagnosis.unwrapped?.why ?? null),
  };
}
