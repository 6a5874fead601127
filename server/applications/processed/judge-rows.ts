import { readMoment } from "../moment.ts";
import type { Row } from "../port.ts";
import { isLikened, isSame, likenedReason } from "../spelling.ts";
import { type EventRef, judgeAbsence, type Processed, type Reach } from "./processed.ts";

/** Pure. What the rows of `selectProcessed` say of one event. `isShared`: of a table that names its consumers. */
export function judgeRows(
  event: EventRef,
  rows: readonly Row[],
  { consumer, isShared, reach }: { readonly consumer: string | null; readonly isShared: boolean; readonly reach: Reach },
): Processed {
  const own = rows.filter((row) => isSame(String(row["id"]), event.eventId));
  const counted = isShared && consumer !== null ? own.filter((row) => isSame(String(row["consumer"]), consumer)) : own;
  if (counted.length === 0) {
    // Only rows that the database takes for this consumer's were read.
    const [other] = own;
    if (other) return { state: "unknown", reason: likenedReason(String(other["consumer"]), "consumer") };
    const likened = rows.find((row) => isLikened(String(row["id"]), event.eventId));
    return likened ? { state: "unknown", reason: likenedReason(String(likened["id"]), "id") } : judgeAbsence(event, reach);
  }
  const consumers = counted.map((row) => String(row["consumer"])).filter((name) => name !== "");
  if (isShared && consumer === null)
    return {
      state: "unknown",
      reason: `It was processed by ${consumers.join(", ")}. redrive.yaml names no consumer of this queue: set "consumer" under "consumes" to the right one.`,
      forever: true,
    };
  const times = (column: "at" | "last_at") => counted.map((row) => readMoment(row[column])).filter((at) => at !== null);
  return {
    state: "processed",
    at: times("at").length === 0 ? null : Math.min(...times("at")),
    lastAt: times("last_at").length === 0 ? null : Math.max(...times("last_at")),
    times: counted.reduce((sum, row) => sum + Number(row["times"]), 0),
    consumers,
  };
}
