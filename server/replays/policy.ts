import { z } from "zod";
import type { Config } from "../config/config.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { windowSeconds } from "./watch-window.ts";

/** What a replay goes by. It is frozen with the selection: a later config never changes a replay that stands. */
const policy = z.object({
  /** A sent message that has not come back for so long is presumed ok; longer once comebacks of this replay were slower. */
  observeSeconds: z.number().int().min(1),
  /** Seconds that its failures took to kill a message, as far as was known at the start; null: nothing was, so the window is only the configured one. */
  diesWithin: z.number().nullable().default(null),
  /** A message that was replayed so often is skipped. Replays that began before this was kept: what was the default. */
  replayLimit: z.number().int().min(1).default(5),
  /** The rules that pause it. */
  stop: z.object({
    /** So many in a row that the broker did not take: going on would only make more of them. */
    failuresInRow: z.number().int().min(1),
  }),
  /** Its parts, in the order in which they are sent. */
  stages: z.array(z.object({ kind: z.enum(["canary", "ramp", "full"]) })).min(1),
});
export type Policy = z.infer<typeof policy>;

/** The policy of a replay that is started now. */
export function policyOf({ observeSeconds, replayLimit }: Config, diesWithin: number | null): Policy {
  return {
    observeSeconds: windowSeconds(observeSeconds, diesWithin),
    diesWithin,
    replayLimit,
    stop: { failuresInRow: 20 },
    stages: [{ kind: "full" }],
  };
}

/** For how long a replay watches what it sent. */
export interface Watched {
  /** It puts messages back on their dead-letter queue, and nothing of it is watched. */
  readonly release: boolean;
  /** A sent message that has not come back for so long is presumed ok. */
  readonly observeSeconds: number;
  /** The window is longer than its failures are known to take; false: how long they take is not known. */
  readonly windowKnown: boolean;
}

/** What a row of `replays` says of its watch. `slowest`: of its own comebacks, in seconds, as far as they were read. */
export function watchedOf(
  { target, policy }: { readonly target: ReplayTarget; readonly policy: unknown },
  slowest: number | null = null,
): Watched {
  const { observeSeconds, diesWithin } = readPolicy(policy);
  return {
    release: target.to === "release",
    observeSeconds: windowSeconds(observeSeconds, slowest),
    windowKnown: diesWithin !== null || slowest !== null,
  };
}

/** The policy of a row of `replays`. Throws when it is not one. */
export function readPolicy(stored: unknown): Policy {
  return policy.parse(stored);
}
