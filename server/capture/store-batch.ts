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
import { isReplayedFrom, linkByFacts } from "../replays/link-by-facts.ts";
import { isReleasedTo, linkReleases, type Release } from "../replays/link-releases.ts";
import { crashPoint } from "../process/crash-point.ts";
import type { Positions } from "./positions.ts";
import { isHeard } from "./tell-signals.ts";
import { lockRedeliveries, suspectDuplicates } from "./suspect-duplicates.ts";
import type { MessageRow } from "../messages/row.ts";
import { writeBodies } from "../messages/write-bodies.ts";
import { writeRows } from "../messages/write-rows.ts";

export interface Stored {
  /** Rows that are there because of the batch; the rest were known by their exact identity. */
  readonly stored: number;
  /** Those of them that came back from a replay. */
  readonly cameBack: number;
  /** What the batch brought; null: nothing, or what an earlier try has brought, or nobody hears of it. */
  readonly signals: Signals | null;
}

const unlinked: ReadonlyMap<number, Release> = new Map();

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
    if (committed > 0) return { stored: committed, cameBack: 0, signals: null };
    const fresh = await keepFresh(tx, queueId, incoming);
    // Last of all: who stores the same records waits for the locks before this one.
    const advance = () =>
      positions?.advance(
        tx,
        incoming.map(({ raw }) => raw),
      );
    if (fresh.length === 0) {
      await advance();
      return { stored: 0, cameBack: 0, signals: null };
    }
    const inexact = fresh.filter(({ raw }) => raw.identity === null);
    const [suspected, released] = await Promise.all([
      lockRedeliveries(tx, { queueId, receivedAt: at, messages: inexact.map(toSuspect) }),
      isReleasedTo(tx, reader),
    ]);
    const releases = released ? await linkReleases(tx, reader, fresh) : unlinked;
    const taken = fresh.map((message) => asReleased(message, releases.get(message.id)));
    const groups = fresh.length === incoming.length && releases.size === 0 ? described : await seenGroups(reader, taken, at);
    await also?.(tx);
    const letters = taken.filter(({ id }) => !releases.has(id));
    const suspects = await suspectDuplicates(tx, suspected, releases);
    const returned = letters.flatMap(({ id, arrival }) => (arrival.mark ? [{ ...arrival.mark, messageId: id }] : []));
    const marked = await linkComebacks(tx, source, returned, { at, principal });
    const unmarked = letters.filter(({ id, arrival }) => arrival.mark === null && !suspects.has(id));
    const likely =
      unmarked.length > 0 && (await isReplayedFrom(tx, reader))
        ? await linkByFacts(tx, reader, unmarked.map(toUnmarked), { at, principal })
        : [];
    const links = new Map([...marked, ...likely]);
    const rows = taken.map((message) => {
      const { id } = message;
      const link = linked(links.get(id) ?? releases.get(id));
      return { ...toRow(message, at), ...link, suspectedDuplicateOf: suspects.get(id) ?? null, derivation, arrived: !releases.has(id) };
    });
    const captured = taken.map(({ id, raw }, index) => ({
      id,
      raw,
      facts: { ...toFacts(rows[index] as MessageRow, raw), ...fromRelease(releases.get(id)) },
    }));
    const [, written] = await Promise.all([
      writeBodies(tx, captured, at, principal),
      writeRows(tx, rows, groups),
      announce(tx, links.size > 0 ? ["messages", "groups", "replays"] : ["messages", "groups"]),
    ]);
    await advance();
    crashPoint("capture.written");
    const signals = isHeard() ? await findSignals(tx, { source, queueId, at, letters, written }) : null;
    return { stored: rows.length, cameBack: links.size, signals };
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

function toUnmarked({ id, raw, arrival: { derived } }: Incoming) {
  const { eventId, eventKey, eventType, deathKnown, sortAt, diedAfter } = derived;
  return { id, eventId, eventKey, eventType, body: raw.body, diedAt: deathKnown ? sortAt : null, diedAfter };
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

function linked(link: Link | Release | undefined) {
  const cameBackFrom = link && "itemId" in link ? link.itemId : null;
  return { lineageId: link?.lineageId ?? null, cameBackFrom, replayCount: link?.replayCount ?? 0 };
}

/** What was released and captured again died when it died before. */
function asReleased(message: Incoming, release: Release | undefined): Incoming {
  if (release === undefined) return message;
  const { sortAt, deathKnown, diedAfter } = release;
  const { arrival } = message;
  return { ...message, arrival: { ...arrival, derived: { ...arrival.derived, sortAt, deathKnown, diedAfter } } };
}

function fromRelease(release: Release | undefined): Pick<CapturedFacts, "releasedFrom"> {
  return release === undefined ? {} : { releasedFrom: release.releasedFrom };
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
