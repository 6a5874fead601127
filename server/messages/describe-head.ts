import type { Diagnosis, FailedMessage } from "../failures/failure.ts";
import { placeOfRecord, readOriginRecord, type RecordPlace } from "../failures/origin-record.ts";
import { readTraceContext } from "../failures/trace-context.ts";
import type { LogCodec } from "../sources/log.ts";
import type { Head, Header, HeadCodec } from "../sources/port.ts";
import { markNames, readReplayMark } from "./replay-mark.ts";

export interface HeaderLine extends Header {
  /** The convention that it belongs to; null: the application's own. */
  readonly convention: string | null;
  /** Why a replay leaves it out; null: it is sent. */
  readonly stripped: string | null;
}

/** A head as the page of a message shows it. */
export interface HeadView {
  readonly headers: readonly HeaderLine[];
  readonly properties: readonly HeaderLine[];
  readonly address: Head["address"];
  readonly problem: string | null;
  /** It lies in a log: the topic keeps it whatever becomes of it here. */
  readonly log: boolean;
  /** The record of a log that it was made from, where it says so. */
  readonly originRecord: RecordPlace | null;
  /** The trace that it was sent in: 32 hexadecimal digits. */
  readonly traceId: string | null;
}

const replaced = "Redrive writes a header of this name at every replay, which replaces the application's.";

/** `strips`: what the protocol itself forbids to send again. */
export function describeHead(
  { head }: FailedMessage,
  {
    diagnosis,
    strips,
    log,
  }: { readonly diagnosis: Diagnosis; readonly strips: ReturnType<HeadCodec["strips"]>; readonly log: LogCodec | null },
): HeadView {
  const record = log && readOriginRecord(head);
  const ours = readReplayMark(head.headers) !== null;
  const why = new Map<string, string>(
    markNames.map((name) => [name, ours ? "An earlier replay's mark; the new one replaces it." : replaced]),
  );
  for (const name of diagnosis.strips) why.set(name, "It belongs to the failure, not to the event.");
  for (const { of, name, why: because } of strips) if (of === "header") why.set(name, because);
  const describe = (header: Header): HeaderLine => ({
    ...header,
    convention: diagnosis.conventions.find(({ headers }) => headers.includes(header.name))?.name ?? null,
    stripped: why.get(header.name) ?? null,
  });
  return {
    headers: head.headers.map(describe),
    properties: head.properties.map((property) => ({
      ...property,
      convention: null,
      stripped: strips.find(({ of, name }) => of === "property" && name === property.name)?.why ?? null,
    })),
    address: head.address,
    problem: head.problem,
    log: log !== null,
    originRecord: record && placeOfRecord(log, record),
    traceId: readTraceContext(head)?.traceId ?? null,
  };
}

/** The head of a message whose source has left the configuration before it ever answered. */
export function unreadHead(source: string): HeadView {
  const problem = `Source "${source}" is no longer configured, so its headers cannot be read.`;
  return { headers: [], properties: [], address: {}, problem, log: false, originRecord: null, traceId: null };
}
