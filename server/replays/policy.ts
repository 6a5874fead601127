import { z } from "zod";
import type { Config } from "../config/config.ts";

/** Longer than a throttled or restarting broker needs, or credentials that are being renewed. */
const notSentSeconds = 300;

/** What a replay goes by. It is frozen with the selection: a later config never changes a replay that stands. */
const policy = z.object({
  /** A sent message that has not come back for so long is presumed ok. */
  observeSeconds: z.number().int().min(1),
  /** A message that was replayed so often is skipped. Replays that began before this was kept: what was the default. */
  replayLimit: z.number().int().min(1).default(5),
  /** The rules that pause it. */
  stop: z.object({
    /** So many in a row that the broker did not take: going on would only make more of them. */
    failuresInRow: z.number().int().min(1),
    /** Nothing could be sent for so long, for a cause outside of the messages. Replays that began before this was kept: what is the default. */
    notSentSeconds: z.number().int().min(1).default(notSentSeconds),
  }),
  /** Its parts, in the order in which they are sent. */
  stages: z.array(z.object({ kind: z.enum(["canary", "ramp", "full"]) })).min(1),
});
export type Policy = z.infer<typeof policy>;

/** The policy of a replay that is started now. */
export function policyOf({ observeSeconds, replayLimit }: Config): Policy {
  return { observeSeconds, replayLimit, stop: { failuresInRow: 20, notSentSeconds }, stages: [{ kind: "full" }] };
}

/** The policy of a row of `replays`. Throws when it is not one. */
export function readPolicy(stored: unknown): Policy {
  return policy.parse(stored);
}
