import { actorText } from "../access/actor.ts";
import { recordAuditRaw } from "../audit/record-raw.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { announceChange } from "../live/announce.ts";
import { appendHistory } from "./append-history.ts";
import { explainConflict } from "./explain-conflict.ts";

export interface Bytes {
  readonly head: Buffer;
  readonly body: Buffer | null;
}

export interface NewVersion {
  readonly id: number;
  /** The message's `seq` that the change was made from. */
  readonly seq: number;
  readonly reason: string;
  readonly from: Bytes & { readonly version: number };
  readonly to: Bytes;
  /** What the audit log says besides. */
  readonly audit?: Readonly<Record<string, string | number>>;
}

/** Makes a new version of a dead message; the former ones stay. Conflict: somebody acted on it since `seq`. Invalid: nothing would change. */
export async function storeVersion(ctx: Ctx, { id, seq, reason, from, to, audit }: NewVersion): Promise<{ version: number; seq: number }> {
  const changes = { head: !from.head.equals(to.head), body: !equalBodies(from.body, to.body) };
  if (!changes.head && !changes.body) throw new DomainError("invalid", "Nothing was changed. Change the body or a header, then save.");
  const stored = await ctx.sql.begin(async (tx) => {
    const data = { reason, version: from.version + 1, changes };
    const [row] = await appendHistory(tx, { kind: "edited", at: ctx.clock(), actor: actorText(ctx.actor) }, [
      { messageId: id, expectedSeq: seq, data },
    ]);
    if (!row) return null;
    await tx`
      insert into bodies (message_id, version, head, body, position, redelivered)
      select message_id, ${row.version}, ${to.head}, ${to.body}, position, redelivered from bodies where message_id = ${id} and version = 1`;
    await recordAuditRaw(ctx, tx, { permission: "message.edit", subject: `message ${id}`, reason, data: { ...data, ...audit } });
    await announceChange(tx, ["messages", "audit"]);
    return { version: row.version, seq: row.seq };
  });
  if (!stored) throw await explainConflict(ctx, id, "edited");
  return stored;
}

export function equalBodies(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : Buffer.compare(a, b) === 0;
}
