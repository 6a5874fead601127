import type { HeadCodec, RawMessage } from "../sources/port.ts";
import { diagnoseRecognized } from "../failures/diagnose.ts";
import type { Diagnosis, FailureRules } from "../failures/failure.ts";
import { readOriginRecord } from "../failures/origin-record.ts";
import { recognizeFailure } from "../failures/recognize.ts";
import { cleanOrNull, cleanText } from "../text/clean.ts";
import { type Delivered, wholeOf } from "./delivered.ts";
import { messageFingerprint } from "./fingerprint.ts";
import { type ReplayMark, readReplayMark } from "./replay-mark.ts";
import type { GroupFacts, MessageRow } from "./row.ts";

/** A queue and how its messages are read. */
export interface Reader {
  readonly queueId: number;
  readonly source: string;
  readonly queue: string;
  readonly rules: FailureRules;
  readonly codec: HeadCodec;
}

/** The part of a message's row that its bytes say. */
export type Derived = Pick<
  MessageRow,
  | "queueId"
  | "groupId"
  | "diedAt"
  | "eventId"
  | "eventKey"
  | "eventType"
  | "errorText"
  | "attempts"
  | "size"
  | "originOffset"
  | "fingerprint"
>;

/** One message, read. Light on purpose: a batch of them is held while it is stored. */
export interface Arrival {
  readonly derived: Derived;
  /** Shared by the messages that were read with the same `groups`. */
  readonly group: GroupFacts;
  readonly mark: ReplayMark | null;
}

/** A clock that runs ahead by more than this is not believed. */
const skewMs = 300_000;
const oldest = Date.UTC(2000, 0, 1);

/**
 * Reads one message; pure, so that a rebuild gives the same answer. `diedAt`: where the broker itself states the death. `groups` remembers
 * the groups that were met, so that each is described once.
 */
export function readArrival(
  reader: Reader,
  raw: Pick<Delivered, "body" | "head" | "diedAt" | "original">,
  receivedAt: Date,
  groups: Map<number, GroupFacts>,
): Arrival {
  const { codec, source, queue, rules } = reader;
  const log = codec.log !== null;
  const { head: headBytes, body } = wholeOf(raw);
  const head = codec.decode(headBytes);
  const failure = recognizeFailure({ log, source, queue, head, body, receivedAt }, rules);
  const groupId = Number.parseInt(failure.fingerprint.slice(0, 13), 16);
  let group = groups.get(groupId);
  if (!group) {
    group = describeGroup(groupId, reader.queueId, diagnoseRecognized(failure, rules));
    groups.set(groupId, group);
  }
  return {
    derived: {
      queueId: reader.queueId,
      groupId,
      diedAt: believable(statedDeath(raw) ?? failure.diedAt, receivedAt),
      eventId: cleanOrNull(failure.envelope.eventId, 200),
      eventKey: cleanOrNull(failure.envelope.key, 200),
      eventType: cleanOrNull(failure.envelope.eventType, 200) ?? "",
      errorText: cleanOrNull(failure.errorText, 200),
      attempts: countOrNull(failure.attemptCount),
      size: body?.length ?? 0,
      originOffset: log ? (readOriginRecord(head)?.offset ?? null) : null,
      fingerprint: codec.exactIdentity ? null : messageFingerprint(reader.queueId, head, body),
    },
    group,
    mark: readReplayMark(head.headers),
  };
}

/** The fingerprint of a diagnosis holds source and queue: a group has one queue. */
function describeGroup(id: number, queueId: number, diagnosis: Diagnosis): GroupFacts {
  const { origin } = diagnosis;
  return {
    id,
    fingerprint: diagnosis.fingerprint,
    queueId,
    verdict: diagnosis.verdict,
    category: diagnosis.category,
    evidence: diagnosis.evidence.slice(0, 20).map((text) => cleanText(text, 500)),
    title: cleanOrNull(diagnosis.title, 300) ?? "Unknown failure",
    errorType: cleanOrNull(diagnosis.errorType, 300),
    errorText: cleanOrNull(diagnosis.errorText, 1_000),
    frame: cleanOrNull(diagnosis.frame, 300),
    downstream: cleanOrNull(diagnosis.downstream, 200),
    origin: cleanOrNull(origin?.queue ?? origin?.handler ?? origin?.exchange ?? null, 300),
  };
}

/** The death as the broker stated it, when it is a time at all. */
export function statedDeath(raw: Pick<RawMessage, "diedAt">): Date | null {
  return raw.diedAt && Number.isFinite(raw.diedAt.getTime()) ? raw.diedAt : null;
}

function believable(at: Date | null, receivedAt: Date): Date {
  const time = at?.getTime() ?? Number.NaN;
  return at && time >= oldest && time <= receivedAt.getTime() + skewMs ? at : receivedAt;
}

/** What is no count, or too large to be one, is unknown. */
function countOrNull(count: number | null): number | null {
  return count !== null && Number.isInteger(count) && count >= 0 && count <= 2_147_483_647 ? count : null;
}
