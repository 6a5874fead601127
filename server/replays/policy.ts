import { z } from "zod";
import type { Config } from "../config/config.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { windowSeconds } from "./watch-window.ts";

/** Longer than a throttled or restarting broker needs, or credentials that are being renewed. */
const notSentSeconds = 300;

/** A part of a replay. A canary is sent alone and watched to its end; a ramp doubles its rate until the replay's own is reached; full is the rest. */
const stage = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("canary"), size: z.number().int().min(1) }),
  /** Messages a second at first, and seconds at each rate. */
  z.object({ kind: z.literal("ramp"), from: z.number().positive(), everySeconds: z.number().positive() }),
  z.object({ kind: z.literal("full") }),
]);

/** What a replay goes by. It is frozen with the selection: a later config never changes a replay that stands. */
const policy = z.object({
  /** A sent message that has not come back for so long is presumed ok; longer once comebacks of this replay were slower. */
  observeSeconds: z.number().int().min(1),
  /** Seconds that its failures took to kill a message, as far as was known at the start; null: nothing was, so the window is only the configured one. */
  diesWithin: z.number().nullable().default(null),
  /** A message that was replayed so often is skipped. null: the limit is lifted for this replay. Replays that began before this was kept: what was the default. */
  replayLimit: z.number().int().min(1).nullable().default(5),
  /** The rules that pause it. */
  stop: z.object({
    /** So many in a row that the broker did not take: going on would only make more of them. */
    failuresInRow: z.number().int().min(1),
    /** Nothing could be sent for so long, for a cause outside of the messages. Replays that began before this was kept: what is the default. */
    notSentSeconds: z.number().int().min(1).default(notSentSeconds),
    /** Of what the broker took; in a canary one is enough, otherwise it also takes so many. null: whoever started it chose none, or it began before there was this rule. */
    cameBack: z
      .object({ percent: z.number().positive().max(100), least: z.number().int().min(1) })
      .nullable()
      .default(null),
    /** So many that came back with another failure than they had. null: as above. */
    newFailures: z.number().int().min(1).nullable().default(null),
    /** Of what was given to the broker and it did not take. null: as above. */
    untaken: z
      .object({ percent: z.number().positive().max(100), least: z.number().int().min(1) })
      .nullable()
      .default(null),
  }),
  /** Codes of checks that a person lets its messages pass, as "sequence_stale". */
  despite: z.array(z.string()).default([]),
  /** Its parts, in the order in which they are sent. */
  stages: z.array(stage).min(1),
});
export type Policy = z.infer<typeof policy>;

/** The rules that nobody chooses: the broker does not take what a replay sends. `least`: so many came back at least, outside of a canary. */
export const stopAt = { failuresInRow: 20, notSentSeconds, least: 3, untaken: { percent: 10, least: 20 } } as const;

/** When a replay pauses for what comes back; null: whatever comes back, it goes on and only tells. */
export interface PauseAt {
  readonly percent: number | null;
  readonly newFailures: number | null;
}

/** What somebody chose, or otherwise what redrive.yaml says. */
export function pauseAtOf(
  { pauseAt }: Pick<Config, "pauseAt">,
  { percent = pauseAt.percent, newFailures = pauseAt.newFailures }: Partial<PauseAt> = {},
): PauseAt {
  return { percent, newFailures };
}

/** The policy of a replay that is started now. `stages` left out: all at once. `beyondLimit`: no message is skipped for having been replayed often. `despite`: none for what these checks find. `stop`: left out, as redrive.yaml says. */
export function policyOf(
  config: Config,
  diesWithin: number | null,
  { stages = [{ kind: "full" }], beyondLimit = false, despite = [], stop = {} }: Chosen = {},
): Policy {
  const { observeSeconds, replayLimit } = config;
  const { percent, newFailures } = pauseAtOf(config, stop);
  const { least, ...untold } = stopAt;
  const limit = beyondLimit ? null : replayLimit;
  return {
    observeSeconds: windowSeconds(observeSeconds, diesWithin),
    diesWithin,
    replayLimit: limit,
    despite,
    stop: { ...untold, cameBack: percent === null ? null : { percent, least }, newFailures },
    stages,
  };
}

interface Chosen {
  readonly stages?: Policy["stages"];
  readonly beyondLimit?: boolean;
  readonly despite?: Policy["despite"];
  readonly stop?: Partial<PauseAt>;
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
