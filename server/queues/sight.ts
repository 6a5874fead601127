import type { Blindness, SeenSource } from "./output.ts";
import { lastedText } from "../text/lasted.ts";
import { numberText } from "../text/numbers.ts";

/** What Redrive sees at this moment: which sources answer, whether a worker lives, which queues are read. */
export interface Sight {
  readonly now: Date;
  /** Whoever asks sees only some queues: the sources are those of them, and all numbers are theirs. */
  readonly restricted: boolean;
  readonly workers: number;
  /** Last heartbeat of any worker; null: none was ever heard. */
  readonly workerAt: Date | null;
  readonly sources: readonly SeenSource[];
  readonly queues: {
    readonly watched: number;
    readonly paused: number;
    readonly failed: number;
    /** Still in the brokers of the watched queues; null: not known of all. */
    readonly waiting: number | null;
    /** Records in logs that were read before this database existed, and that it does not hold, at most. */
    readonly unheld: number;
    /** Watched queues of which nothing was ever heard. */
    readonly neverRead: number;
    /** The queue that was read longest ago; null: none was. */
    readonly readAt: Date | null;
  };
}

/** Nothing can be said to somebody who sees no queue. */
const noneSeen = "You may see no queue.";

/** Why what is shown may be old or not all; null: everything that is watched is read. Paused queues are not blindness: somebody wished it. */
export function blindnessOf(sight: Sight): Blindness | null {
  if (sight.sources.length === 0 && sight.restricted)
    return { kind: "hidden", total: true, since: null, what: noneSeen, detail: "Your permissions name no queue that is known here." };
  if (sight.sources.length === 0)
    return {
      kind: "unconfigured",
      total: true,
      since: null,
      what: "No source is configured.",
      detail: "Name a broker under “sources” in redrive.yaml and start again.",
    };
  if (sight.workers === 0) {
    const age = sight.workerAt ? ` for ${lastedText(sight.now.getTime() - sight.workerAt.getTime())}` : "";
    return {
      kind: "worker",
      total: true,
      since: sight.workerAt,
      what: sight.workerAt ? `No worker has been heard${age}; the numbers are that old.` : "No worker has been heard yet.",
      detail: "Nothing is read or replayed until one runs again. New dead letters wait on their brokers.",
    };
  }
  const dark = sight.sources.filter(({ state }) => state !== "connected");
  const [first] = dark;
  if (!first) return null;
  const others = sight.sources.length - dark.length;
  return {
    kind: "source",
    total: others === 0,
    since: first.since ?? first.lastSuccessAt,
    what: dark.length === 1 ? `${first.name} ${silence(first, sight)}` : `${dark.length} of ${sight.sources.length} sources do not answer.`,
    detail: [
      dark.length === 1
        ? first.lastError
        : dark
            .map(({ name }) => name)
            .join(", ")
            .concat("."),
      others > 0 ? `${others === 1 ? "The other source is" : `The ${others} other sources are`} read.` : null,
      dark.length === 1 ? "Its new dead letters wait there." : "Their new dead letters wait there.",
    ]
      .filter(Boolean)
      .join(" "),
  };
}

/** Without a queue there are no numbers that could be old. */
function silence({ state, since, lastSuccessAt }: SeenSource, { now, queues }: Sight): string {
  if (state !== "failed" && !lastSuccessAt) return "has not answered yet.";
  const from = since ?? lastSuccessAt;
  if (!from) return queues.watched > 0 ? "does not answer; its numbers are old." : "does not answer.";
  const lasted = `has not answered for ${lastedText(now.getTime() - from.getTime())}`;
  return queues.watched > 0 ? `${lasted}; its numbers are that old.` : `${lasted}.`;
}

/** "1 message", "6,204 messages". */
export function countText(n: number, one: string, many = `${one}s`): string {
  return `${numberText(n)} ${n === 1 ? one : many}`;
}
