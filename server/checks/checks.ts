import { behindUnsent } from "./behind-unsent.ts";
import { bindings } from "./bindings.ts";
import { breaker } from "./breaker.ts";
import { captured } from "./captured.ts";
import type { Scope } from "./candidate.ts";
import type { Check, Moment } from "./check.ts";
import { copies } from "./copies.ts";
import { differs } from "./differs.ts";
import { expires } from "./expires.ts";
import { inReplay } from "./in-replay.ts";
import { incomplete } from "./incomplete.ts";
import { internalTopic } from "./internal-topic.ts";
import { applies } from "./judge.ts";
import { later } from "./later.ts";
import { moved } from "./moved.ts";
import { noMarks } from "./no-marks.ts";
import { noOrigin } from "./no-origin.ts";
import { noPartition } from "./no-partition.ts";
import { noQueue } from "./no-queue.ts";
import { notDead } from "./not-dead.ts";
import { notDerived } from "./not-derived.ts";
import { notStanding } from "./not-standing.ts";
import { olderState } from "./older-state.ts";
import { partitionGone } from "./partition-gone.ts";
import { poison } from "./poison.ts";
import { processed } from "./processed.ts";
import { stillFailing } from "./still-failing.ts";
import { sequenceAgain } from "./sequence-again.ts";
import { sequenceGap } from "./sequence-gap.ts";
import { sequenceStale } from "./sequence-stale.ts";
import { stays } from "./stays.ts";
import { tooLarge } from "./too-large.ts";
import { tooOften } from "./too-often.ts";
import { ungrouped } from "./ungrouped.ts";
import { unsendable } from "./unsendable.ts";

/** Every check, in the order in which a plan shows them; of two that skip a message the first gives the reason. */
export const checks: readonly Check[] = [
  stillFailing,
  breaker,
  inReplay,
  notDead,
  tooOften,
  processed,
  notStanding,
  copies,
  notDerived,
  incomplete,
  internalTopic,
  noOrigin,
  noPartition,
  unsendable,
  captured,
  stays,
  expires,
  noMarks,
  ungrouped,
  poison,
  bindings,
  partitionGone,
  tooLarge,
  noQueue,
  differs,
  moved,
  later,
  sequenceStale,
  sequenceAgain,
  olderState,
  sequenceGap,
  behindUnsent,
];

/** Those that are asked at a moment and can apply. */
export function checksAt(moment: Moment, scope: Scope): readonly Check[] {
  return checks.filter((check) => check.when.includes(moment) && applies(check, scope));
}
