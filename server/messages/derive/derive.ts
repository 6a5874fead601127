import { diagnoseRecognized } from "../../failures/diagnose.ts";
import { downstreamsOf } from "../../failures/downstream.ts";
import { readOriginRecord } from "../../failures/origin-record.ts";
import { placeOf, placeWords } from "../../failures/place.ts";
import type { Route } from "../../failures/failure.ts";
import { type Recognized, recognizeFailure, routeMessage } from "../../failures/recognize.ts";
import { failedMessage, type Reader } from "../../payloads/reader.ts";
import type { Head } from "../../sources/port.ts";
import { cleanOrNull, cleanText } from "../../text/clean.ts";
import { type Delivered, wholeOf } from "../delivered.ts";
import { type ReplayMark, readReplayMark } from "../replay-mark.ts";
import { wholeNumber } from "../../text/whole-number.ts";
import { packNeeds } from "../needs.ts";
import { packRouteFacts, type ReadRoute, readRouteFacts } from "../route-facts.ts";
import type { GroupFacts, MessageRow } from "../row.ts";
import { messageFingerprint } from "./fingerprint.ts";
import type { QueueReader } from "./queue-reader.ts";

/** The part of a message's row that its bytes say. */
export type Derived = Pick<
  MessageRow,
  | "queueId"
  | "groupId"
  | "sortAt"
  | "deathKnown"
  | "diedAfter"
  | "eventId"
  | "eventKey"
  | "eventType"
  | "sequence"
  | "errorText"
  | "attempts"
  | "size"
  | "originPosition"
  | "fingerprint"
  | "routeFacts"
  | "needs"
>;

/** What is derived from the bytes of one message. Light on purpose: a batch of them is held while it is stored. */
export interface Arrival {
  readonly derived: Derived;
  readonly mark: ReplayMark | null;
}

/** What a row is derived from. */
export type Source = Pick<Delivered, "body" | "head" | "original"> & {
  /** Its newest version, which is what a replay sends; left out: these bytes. */
  readonly edited?: { readonly head: Uint8Array; readonly body: Uint8Array | null };
};

/** A version of a message with all that sending it needs. */
export interface Routed extends ReadRoute {
  readonly route: Route;
  readonly head: Head;
}

/** Reads one message; pure, so that deriving it again gives the same answer. */
export function deriveMessage(reader: QueueReader, raw: Source, receivedAt: Date): Arrival {
  const { failed, failure } = recognize(reader, raw, receivedAt);
  const { head, body } = failed;
  return {
    derived: {
      queueId: reader.queueId,
      groupId: groupIdOf(failure),
      sortAt: failure.diedAt ?? receivedAt,
      deathKnown: failure.diedAt !== null,
      diedAfter: failure.diedAfter,
      eventId: cleanOrNull(failure.envelope.eventId, 200),
      eventKey: cleanOrNull(failure.envelope.key, 200),
      eventType: cleanOrNull(failure.envelope.eventType, 200) ?? "",
      sequence: wholeNumber(failure.envelope.sequence),
      errorText: cleanOrNull(failure.errorText, 200),
      attempts: countOrNull(failure.attemptCount),
      size: body?.length ?? 0,
      originPosition: reader.codec.log ? (readOriginRecord(head)?.at ?? null) : null,
      fingerprint: reader.codec.exactIdentity ? null : messageFingerprint(reader.queueId, head, body, reader.codec),
      routeFacts: packRouteFacts(
        raw.edited ? routeFactsOf(reader, raw.edited, receivedAt).facts : readRouteFacts(reader.codec, wholeOf(raw), head, failure).facts,
      ),
      needs: needsOf(reader, failure),
    },
    mark: readReplayMark(head.headers),
  };
}

/** As a row keeps them. Most installations have none, so nothing is sought there. */
function needsOf({ source, queue, rules }: Reader, failure: Recognized): string {
  if (rules.needs.length === 0) return "";
  return packNeeds(downstreamsOf({ ...failure, source, queue, eventType: failure.envelope.eventType }, rules).needs);
}

/** What the bytes of a version say of where it can be sent; pure. */
export function routeFactsOf(
  reader: Reader,
  version: { readonly head: Uint8Array; readonly body: Uint8Array | null },
  receivedAt: Date,
): Routed {
  const message = failedMessage(reader, version, receivedAt);
  const route = routeMessage(message, reader.rules);
  return { ...readRouteFacts(reader.codec, version, message.head, route), route, head: message.head };
}

/** What one message says about its group; pure. The fingerprint holds source, queue and the place of the origin: a group has one of each. */
export function describeGroup(reader: QueueReader, raw: Source, receivedAt: Date): GroupFacts {
  const { failure } = recognize(reader, raw, receivedAt);
  const diagnosis = diagnoseRecognized(reader, failure, reader.rules);
  const { origin } = diagnosis;
  return {
    id: groupIdOf(failure),
    fingerprint: diagnosis.fingerprint,
    queueId: reader.queueId,
    verdict: diagnosis.verdict,
    category: diagnosis.category,
    evidence: diagnosis.evidence.slice(0, 20).map((text) => cleanText(text, 500)),
    title: cleanOrNull(diagnosis.title, 300) ?? "Unknown failure",
    errorType: cleanOrNull(diagnosis.errorType, 300),
    errorText: cleanOrNull(diagnosis.errorText, 1_000),
    frame: cleanOrNull(diagnosis.frame, 300),
    downstream: cleanOrNull(diagnosis.downstream, 200),
    origin: origin?.queue ?? null,
    originWords: placeWords(placeOf(origin), reader.codec.log !== null),
  };
}

function recognize(reader: QueueReader, raw: Source, receivedAt: Date) {
  const failed = failedMessage(reader, wholeOf(raw), receivedAt);
  return { failed, failure: recognizeFailure(failed, reader.rules) };
}

/** 52 bits of the fingerprint, so that links last. */
function groupIdOf({ fingerprint }: Recognized): number {
  return Number.parseInt(fingerprint.slice(0, 13), 16);
}

/** What is no count, or too large to be one, is unknown. */
function countOrNull(count: number | null): number | null {
  return count !== null && Number.isInteger(count) && count >= 0 && count <= 2_147_483_647 ? count : null;
}
