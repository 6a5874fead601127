import type { Latest } from "../applications/sequences/find-latest.ts";
import { momentOf } from "../text/moment.ts";

/** What the database of one application says of a key. `latest` null: it keeps no newest event of it. */
export interface Aged {
  readonly application: string;
  readonly latest: Latest | null;
}

/** Whether a later state of its key was processed. `latest`: when the newest processed event was produced, in milliseconds since 1970. */
export type Stale =
  | { readonly is: "newer" }
  | { readonly is: "older" | "near"; readonly latest: number; readonly application: string }
  /** `forever`: asking again later does not help. */
  | { readonly is: "unknown"; readonly reason: string; readonly forever: boolean };

/** Clocks of producers differ by so much. */
const skewMs = 5_000;

/** Pure. It is older only where it is for each application that consumes it: for one that has nothing newer it has to be sent. */
export function judgeStale(producedAt: Date | null, told: readonly Aged[]): Stale {
  const each = told.map((one) => judgeOne(producedAt, one));
  const of = (is: Stale["is"]) => each.find((one) => one.is === is);
  return of("newer") ?? of("unknown") ?? of("near") ?? of("older") ?? { is: "newer" };
}

function judgeOne(producedAt: Date | null, { application, latest }: Aged): Stale {
  if (latest === null) return { is: "newer" };
  if (latest.state === "unknown") return { is: "unknown", reason: `${application} cannot tell: ${latest.reason}`, forever: false };
  // What is older than a row that may lag is older in truth as well; of all else nobody knows.
  const unlessLags = (judged: Stale): Stale =>
    latest.mayLag === null ? judged : { is: "unknown", reason: `${application} cannot tell: ${latest.mayLag}`, forever: false };
  if (latest.state === "absent") return unlessLags({ is: "newer" });
  if (producedAt === null) return { is: "unknown", reason: "The message does not say when its event was produced.", forever: true };
  const ms = latest.at - producedAt.getTime();
  if (ms > skewMs) return { is: "older", latest: latest.at, application };
  return unlessLags(ms < -skewMs ? { is: "newer" } : { is: "near", latest: latest.at, application });
}

/** Of a message that carries state, in a sentence; null: nothing newer is known. */
export function staleWords(judged: Stale): string | null {
  if (judged.is === "newer") return null;
  if (judged.is === "unknown") return `Whether a newer state of its key was processed is not known. ${judged.reason}`;
  const at = `${(momentOf(judged.latest)?.toISOString() ?? "").slice(0, 19).replace("T", " ")} UTC`;
  if (judged.is === "older")
    return `Its state is stale: ${judged.application} has processed an event of its key that was produced later, at ${at}. A replay skips it.`;
  return `Nobody knows whether its state is stale: ${judged.application} has processed an event of its key that was produced at ${at}, and clocks differ by some seconds. A replay holds it.`;
}
