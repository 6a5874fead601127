import { brokersRecord } from "./conventions/x-death.ts";
import type { Envelope, Evidence, FailedMessage, FailureFacts } from "./failure.ts";
import { ownTime } from "./record-time.ts";

/** A clock that runs ahead by more than this is not believed. */
const skewMs = 300_000;
const oldest = Date.UTC(2000, 0, 1);

/**
 * When it became a dead letter: the first time that is carried. Where none is, the latest time that is carried of what came before it: the event and the
 * message were written, or it was rejected for the first time of several. Its capture is the bound on the other side. A time that no clock can have
 * shown is not carried.
 */
export function deathOf(
  message: FailedMessage,
  evidences: readonly Evidence[],
  { producedAt }: Pick<Envelope, "producedAt">,
): Pick<FailureFacts, "diedAt" | "diedAfter"> {
  const received = message.receivedAt.getTime();
  const before = (latest: number) => (time: Date | null) => time !== null && time.getTime() >= oldest && time.getTime() <= latest;
  const isForwarded = evidences.some(({ forwards }) => forwards);
  const telling = evidences.filter(({ convention }) => !isForwarded || convention !== brokersRecord);
  const [diedAt = null] = telling.map((evidence) => evidence.diedAt).filter(before(received + skewMs));
  if (diedAt) return { diedAt, diedAfter: null };
  const bounds = evidences.flatMap((evidence) => [evidence.diedAt, evidence.diedAfter]);
  const earlier = [ownTime(message), producedAt, ...bounds].filter(before(received));
  return { diedAt: null, diedAfter: earlier.reduce((latest, time) => (latest && time && latest > time ? latest : time), null) };
}
