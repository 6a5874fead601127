import type { Transaction } from "../db/client.ts";
import { announce } from "../live/announce.ts";
import type { DownstreamSpec } from "./downstream.ts";
import type { Together } from "./judge-downstream.ts";
import type { DownstreamState } from "./reading.ts";

export type Voice = "reported" | "own";

/** How it was judged last. */
export interface Judged {
  readonly name: string;
  readonly voice: Voice;
  readonly state: DownstreamState;
  readonly judgedAt: Date;
  /** It was never judged. */
  readonly isNew: boolean;
}

/** Locks what is said of a downstream, so that workers judge one after the other, each by all that is stored then. */
export async function lockState(tx: Transaction, name: string, voice: Voice): Promise<Judged> {
  const { count } = await tx`
    insert into downstreams (name, voice, state, since, judged_at) values (${name}, ${voice}, 'unknown', now(), now()) on conflict do nothing`;
  const [was] = await tx<[Omit<Judged, "isNew">]>`
    select name, voice, state, judged_at as "judgedAt" from downstreams where name = ${name} and voice = ${voice} for update`;
  return { ...was, isNew: count > 0 };
}

/**
 * Writes what a downstream's readings say now, with a transition where that is another state than before. Where nobody has judged it for longer than a
 * reading lasts, it was unknown in between, and that is written too. Answers whether its state changed.
 */
export async function settleState(
  tx: Transaction,
  was: Judged,
  { staleSeconds, stableSeconds }: Pick<DownstreamSpec, "staleSeconds" | "stableSeconds">,
  { standing: { state, readings }, now, words = null }: { readonly standing: Together; readonly now: Date; readonly words?: string | null },
): Promise<boolean> {
  const { name, voice } = was;
  const because = JSON.stringify(readings);
  const staleAt = new Date(was.judgedAt.getTime() + staleSeconds * 1_000);
  const wasLost = was.state !== "unknown" && staleAt < now;
  const from = was.isNew ? null : wasLost ? "unknown" : was.state;
  if (wasLost) await note(tx, { name, voice, at: staleAt, from: was.state, to: "unknown", because: "[]" });
  if (from !== state) await note(tx, { name, voice, at: now, from, to: state, because });
  // Trouble lasts until it was seen closed without a gap for `stableSeconds`; it could still fail while nobody knew its state. Redrive's own reading is never closed: its
  // trouble ends when it is open no more.
  const stableFrom = new Date(was.judgedAt.getTime() - stableSeconds * 1_000);
  const since = from !== state ? now : wasLost ? staleAt : null;
  await tx`
    update downstreams set state = ${state}, since = coalesce(${since}::timestamptz, since), judged_at = ${now}, words = ${words},
      trouble_at = case
        when ${state === "open" || state === "half_open"} then ${now}
        when ${voice === "reported" && (from !== "closed" || state !== "closed")} and trouble_at > ${stableFrom} then ${now} else trouble_at end
    where name = ${name} and voice = ${voice}`;
  if (since !== null) await announce(tx, ["breakers"]);
  return since !== null;
}

async function note(
  tx: Transaction,
  row: {
    readonly name: string;
    readonly voice: Voice;
    readonly at: Date;
    readonly from: DownstreamState | null;
    readonly to: DownstreamState;
    readonly because: string;
  },
): Promise<void> {
  await tx`
    insert into breaker_transitions (downstream, voice, at, from_state, to_state, because)
    values (${row.name}, ${row.voice}, ${row.at}, ${row.from}, ${row.to}, ${row.because}::text::jsonb)`;
}
