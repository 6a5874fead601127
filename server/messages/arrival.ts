import { hash } from "node:crypto";
import type { BrokerKind, HeadCodec, RawMessage } from "../brokers/broker.ts";
import { diagnoseMessage } from "../failures/diagnose.ts";
import type { Diagnosis, FailureRules } from "../failures/failure.ts";
import { cleanOrNull } from "./clean.ts";
import { messageFingerprint } from "./fingerprint.ts";
import { type ReplayMark, readReplayMark } from "./replay-mark.ts";
import type { MessageRow } from "./row.ts";

/** A queue and how its messages are read. */
export interface Reader {
  readonly queueId: number;
  readonly source: string;
  readonly queue: string;
  readonly kind: BrokerKind;
  readonly rules: FailureRules;
  readonly codec: HeadCodec;
}

/** The part of a message's row that its bytes say. */
export type Derived = Pick<
  MessageRow,
  "queueId" | "groupId" | "diedAt" | "eventId" | "eventKey" | "eventType" | "errorText" | "attempts" | "size" | "fingerprint"
>;

export interface Arrival {
  readonly derived: Derived;
  readonly diagnosis: Diagnosis;
  readonly groupFingerprint: string;
  readonly mark: ReplayMark | null;
}

/** A clock that runs ahead by more than this is not believed. */
const skewMs = 300_000;
const oldest = Date.UTC(2000, 0, 1);

/** Reads one message; pure, so that a rebuild gives the same answer. `diedAt`: where the broker itself states the death. */
export function readArrival(reader: Reader, raw: Pick<RawMessage, "body" | "head" | "diedAt">, receivedAt: Date): Arrival {
  const head = reader.codec.decode(raw.head);
  const diagnosis = diagnoseMessage(
    { kind: reader.kind, source: reader.source, queue: reader.queue, head, body: raw.body, receivedAt },
    reader.rules,
  );
  const groupFingerprint = groupFingerprintOf(reader, diagnosis.fingerprint);
  return {
    derived: {
      queueId: reader.queueId,
      groupId: Number.parseInt(groupFingerprint.slice(0, 13), 16),
      diedAt: believable(statedDeath(raw) ?? diagnosis.diedAt, receivedAt),
      eventId: cleanOrNull(diagnosis.envelope.eventId, 200),
      eventKey: cleanOrNull(diagnosis.envelope.key, 200),
      eventType: cleanOrNull(diagnosis.envelope.eventType, 200) ?? "",
      errorText: cleanOrNull(diagnosis.errorText, 200),
      attempts: countOrNull(diagnosis.attemptCount),
      size: raw.body?.length ?? 0,
      fingerprint: messageFingerprint(reader.queueId, head, raw.body),
    },
    diagnosis,
    groupFingerprint,
    mark: readReplayMark(head.headers),
  };
}

const known = new Map<string, string>();

/** Source and queue are part of it: a group has one queue. Names and not ids, so that links last when the database is made anew. */
function groupFingerprintOf(reader: Reader, fingerprint: string): string {
  const key = `${reader.source}\u0000${reader.queue}\u0000${fingerprint}`;
  let found = known.get(key);
  if (!found) {
    found = hash("sha256", key);
    if (known.size >= 10_000) known.clear();
    known.set(key, found);
  }
  return found;
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
