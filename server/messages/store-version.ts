import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import type { Stored } from "../payloads/read.ts";
import { readerOf } from "../payloads/reader.ts";
import { routeFactsOf } from "./derive/derive.ts";
import { moveMessages } from "./move.ts";
import { packRouteFacts } from "./route-facts.ts";
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
  readonly from: Stored;
  readonly to: Bytes;
  /** What the audit log says besides. */
  readonly audit?: Readonly<Record<string, string | number>>;
}

/**
 * Makes a new version of a dead message; the former ones stay. Conflict: somebody acted on it since `seq`. Invalid: nothing would change. The caller
 * demands `message.edit` before it compares bytes: what it answers tells about them.
 */
export async function storeVersion(ctx: Ctx, { id, seq, reason, from, to, audit }: NewVersion): Promise<{ version: number; seq: number }> {
  const changes = { head: !from.head.equals(to.head), body: !equalBodies(from.body, to.body) };
  if (!changes.head && !changes.body) throw new DomainError("invalid", "Nothing was changed. Change the body or a header, then save.");
  const scope = [{ source: from.source, queue: from.queue }];
  const reader = readerOf(ctx, from);
  const routeFacts = reader && packRouteFacts(routeFactsOf(reader, to, from.capturedAt).facts);
  const stored = await act(ctx, { permission: "message.edit", scope, subject: `message ${id}`, reason }, async (tx, operation) => {
    const data = { reason, version: from.version + 1, changes };
    const [row] = await moveMessages(tx, { kind: "edited", at: operation.at, principal: operation.principal, operation: operation.id }, [
      { messageId: id, expectedSeq: seq, data },
    ]);
    if (!row) {
      operation.drop();
      return null;
    }
    await tx`
      insert into bodies (message_id, version, head, body, position, redelivered)
      select message_id, ${row.version}, ${to.head}, ${to.body}, position, redelivered from bodies where message_id = ${id} and version = 1`;
    await tx`update messages set route_facts = ${routeFacts} where id = ${id}`;
    operation.note({ data: { act: "edited", ...data, ...audit } });
    operation.announce("messages");
    return { version: row.version, seq: row.seq };
  });
  if (!stored) throw await explainConflict(ctx, id, "edited");
  return stored;
}

export function equalBodies(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : Buffer.compare(a, b) === 0;
}
