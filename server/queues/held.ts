import type { TopologyWarning } from "../sources/port.ts";
import { numberText } from "../text/numbers.ts";
import { noticedText } from "./unread.ts";

/** What this database and the broker's memory of Redrive's reading disagree on, summed over the parts of a log. */
export interface Held {
  /** Older records that this database never read, at most. */
  readonly missing: number;
  /** Records that were read again in the last days, at most. */
  readonly again: number;
  /** When that was noticed last; null: they agree. */
  readonly at: Date | null;
}

/** Says that a log holds what this database does not, or that this database is older than what was read; nothing where they agree. */
export function warnOfHeld({ missing, again, at }: Held): readonly TopologyWarning[] {
  if (at === null) return [];
  const warnings: TopologyWarning[] = [];
  if (missing > 0)
    warnings.push({
      code: "not_held",
      severity: "bad",
      text:
        `Up to ${numberText(missing)} older ${missing === 1 ? "record is" : "records are"} not in this database (${noticedText(at)}). ` +
        "The consumer group had read them before this database existed, so dead letters among them are not shown. To see those that the topic still holds, choose “Read again from the start” in the menu of its row.",
      mend: null,
    });
  if (again > 0)
    warnings.push({
      code: "read_again",
      severity: "warn",
      text:
        `Up to ${numberText(again)} ${again === 1 ? "record was" : "records were"} read again (${noticedText(at)}): the consumer group had read further than ` +
        "this database, as after a restored backup. This database does not know what was replayed or discarded since that backup, so check before you replay.",
      mend: null,
    });
  return warnings;
}
