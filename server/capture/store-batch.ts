import { principalId } from "../access/remember-principal.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import { announce } from "../live/announce.ts";
import { takeNumber } from "../messages/derive/number.ts";
import type { QueueReader } from "../messages/derive/queue-reader.ts";
import { seenGroups } from "../messages/derive/seen-groups.ts";
import type { Delivered } from "../messages/delivered.ts";
import type { CapturedFacts } from "../messages/fold.ts";
import type { Incoming } from "./incoming.ts";
import { findSignals } from "./find-signals.ts";
import { keepFresh } from "./keep-fresh.ts";
import type { Signals } from "./signals.ts";
import { type Link, linkComebacks } from "../replays/link-comebacks.ts";
import { crashPoint } from "../process/crash-point.ts";
import type { Positions } from "./positions.ts";
import { isHeard } from "./tell-signals.ts";
import { suspectDuplicates } from "./suspect-duplicates.ts";
import type { MessageRow } from "../messages/row.ts";
import { writeBodies } from "../messages/write-bodies.ts";
import { writeRows } from "../messages/write-rows.ts";

export interface Stored {
  /** Rows that are there because of the batch; the rest were known by their exact identity. */
  readonly stored: number;
  /** What the batch brought; null: nothing, or what an earlier try has brought, or nobody hears of it. */
  readonly signals: Signals | null;
}

const none: ReadonlyMap<number, number> = new Map();

/**
 * Stores messages of one queue in one transaction, or none. Repeating it with the same ids changes nothing. `also` joins the transaction when something
 * is stored.
 */
export async function storeBatch(
  ctx: Ctx,
  input: {
    readonly reader: QueueReader;
    readonly incoming: readonly Incoming[];
    readonly at: Date;
    /** Of a log that is being read: moves on in the same transaction. */
    readonly positions?: Positions | null;
  },
  also?: (tx: Transaction) => Promise<void>,
): Promise<Stored> {
  const { reader, incoming, at, positions } = input;
  const { source, queueId } = reader;
  const principal = await principalId(ctx);
  // Before locks are held: it parses bodies. Whether all of them are fresh, which they are as a rule, is known only with the locks.
  const described = await seenGroups(reader, incoming, at);
  return ctx.sql.begin(async (tx) => {
    const [committed, derivation] = await Promise.all([countStored(tx, incoming), takeNumber(tx, reader, incoming[0]?.id ?? 0)]);
    if (committed > 0) return { stored: committed, signals: null };
    const fresh = await keepFresh(tx, queueId, incoming);
    // Last of all: who stores the same records waits for the locks before this one.
    const advance = () =>
      positions?.advance(
        tx,
        incoming.map(({ raw }) => raw),
      );
    if (fresh.length === 0) {
      await advance();
      return { stored: 0, signals: null };
    }
    const groups = fresh.length === incoming.length ? described : await seenGroups(reader, fresh, at);
    await also?.(tx);
    const inexact = fresh.filter(({ raw }) => raw.identity === null);
    const suspects = inexact.length > 0 ? await suspectDuplicates(tx, { queueId, receivedAt: at, messages: inexact.map(toSuspect) }) : none;
    const returned = fresh.flatMap(({ id, arrival }) => (arrival.mark ? [{ ...arrival.mark, messageId: id }] : []));
    const links = await linkComebacks(tx, source, returned, { at, principal });
    const rows = fresh.map((message) => {
      const { id } = message;
      return { ...toRow(message, at), ...linked(links.get(id)), suspectedDuplicateOf: suspects.get(id) ?? null, derivation };
    });
    const captured = fresh.map(({ id, raw }, index) => ({ id, raw, facts: toFacts(rows[index] as MessageRow, raw) }));
    const [, written] = await Promise.all([
      writeBodies(tx, captured, at, principal),
      writeRows(tx, rows, groups),
      announce(tx, links.size > 0 ? ["messages", "groups", "replays"] : ["messages", "groups"]),
    ]);
    await advance();
    crashPoint("capture.written");
    return { stored: rows.length, signals: isHeard() ? await findSignals(tx, { source, queueId, at, fresh, written }) : null };
  });
}

async function countStored(tx: Transaction, incoming: readonly Incoming[]): Promise<number> {
  const [row] = await tx<{ n: number }[]>`
    select count(*) as n from messages where id = any(${numberArray(incoming.map(({ id }) => id))}::bigint[])`;
  return row?.n ?? 0;
}

function toSuspect({ id, raw, arrival }: Incoming) {
  return { id, fingerprint: arrival.derived.fingerprint, redelivered: raw.redelivered };
}

function toRow({ id, raw, arrival }: Incoming, capturedAt: Date) {
  return {
    ...arrival.derived,
    id,
    state: "dead" as const,
    capturedAt,
    // What the broker gave is version 1; with the original in it, it is version 2.
    version: raw.original?.found === "taken" ? 2 : 1,
    seq: raw.original?.found === "taken" ? 2 : 1,
  };
}

function linked(link: Link | undefined) {
  return { lineageId: link?.lineageId ?? null, cameBackFrom: link?.itemId ?? null, replayCount: link?.replayCount ?? 0 };
}

function toFacts(row: MessageRow, raw: Delivered): CapturedFacts {
  return {
    queueId: row.queueId,
    ...(row.lineageId ? { lineageId: row.lineageId } : {}),
    ...(row.cameBackFrom ? { cameBackFrom: row.cameBackFrom } : {}),
    ...(row.replayCount ? { replayCount: row.replayCount } : {}),
    ...(row.suspectedDuplicateOf ? { suspectedDuplicateOf: row.suspectedDuplicateOf } : {}),
    ...(raw.original ? { original: raw.original.found } : {}),
  };
}
