import type { ChannelAnswer, ChannelRef } from "./channel.ts";

/** One try of a delivery, by the database's clock. */
export interface Tried {
  readonly answer: ChannelAnswer;
  /** Tries so far, this one included. */
  readonly attempts: number;
  /** Since its transition. */
  readonly ageMs: number;
  /** Since when nothing got through the channel; 0: the one before did. */
  readonly failingMs: number;
  /** From 0 to 1, for the jitter. */
  readonly random: number;
}

/** `works`: the channel does; otherwise nothing is known of it. */
export type Next =
  | { readonly is: "delivered"; readonly works: boolean; readonly ref: ChannelRef | null }
  /** Tried again after `afterMs` for those who do not have it. */
  | { readonly is: "partly"; readonly works: boolean; readonly ref: ChannelRef | null; readonly afterMs: number }
  /** Tried again after `afterMs`; until `restMs` are over nothing goes to the channel. `failing`: the channel counts as one that fails. */
  | { readonly is: "waits"; readonly afterMs: number; readonly restMs: number; readonly failing: boolean }
  /** Given up. `broken`: and no other notice would get through either. */
  | { readonly is: "failed"; readonly broken: boolean };

/** After so long a notice is given up. */
export const giveUpMs = 3 * 86_400_000;
const firstMs = 1_000;
const longestMs = 120_000;
/** The same for a few of those whom a channel tells, while the others have it. */
const longestForFewMs = 900_000;
const longestRestMs = 60_000;
/** An other side that asks for more than this is asked again earlier. */
const longestAskedMs = 3_600_000;
/** What waits for so long because the other side asks for rests has not reached anybody. */
const lateMs = 120_000;

/** What becomes of a delivery after a try. The longer a channel fails, the longer it rests, whatever waits for it: one try then asks for all. */
export function decideNext({ answer, attempts, ageMs, failingMs, random }: Tried): Next {
  if (answer.is === "delivered") return { is: "delivered", works: true, ref: answer.ref };
  if (answer.is === "partly" && ageMs >= giveUpMs) return { is: "delivered", works: answer.works, ref: answer.ref };
  // What was posted anew and is gone again has no place to be.
  if (answer.is === "broken" || answer.is === "gone") return { is: "failed", broken: true };
  if (ageMs >= giveUpMs) return { is: "failed", broken: false };
  const asked = answer.afterMs === null ? null : Math.min(longestAskedMs, Math.max(0, answer.afterMs));
  const jitter = 0.75 + random / 4;
  const backoffMs = (longest: number) => Math.min(longest, firstMs * 2 ** Math.min(attempts - 1, 16)) * jitter;
  if (answer.is === "partly")
    return { is: "partly", works: answer.works, ref: answer.ref, afterMs: Math.max(asked ?? 0, backoffMs(longestForFewMs)) };
  if (asked !== null) {
    return { is: "waits", afterMs: asked, restMs: asked, failing: ageMs > lateMs };
  }
  const restMs = Math.min(longestRestMs, Math.max(firstMs, failingMs / 10)) * jitter;
  return { is: "waits", afterMs: Math.max(restMs, backoffMs(longestMs)), restMs, failing: true };
}
