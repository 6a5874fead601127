import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import { readNow } from "../db/read-now.ts";
import type { DownstreamSpec } from "./downstream.ts";
import { judgeReported } from "./judge-downstream.ts";
import type { DownstreamState, Reading } from "./reading.ts";
import type { Voice } from "./settle.ts";

/** What gates and pages go by, of one downstream. */
export interface Standing {
  readonly name: string;
  readonly state: DownstreamState;
  /** null: never judged. */
  readonly since: Date | null;
  /** When it was judged last; null: never. */
  readonly judgedAt: Date | null;
  /**
   * It is closed, or only Redrive reads it and sees few failures, but not for long enough since it was open, half-open or unknown after that: until then. null: it is long
   * enough, or it is neither.
   */
  readonly unstableUntil: Date | null;
  readonly readings: readonly Reading[];
  /** When something was read last; null: never. */
  readonly readAt: Date | null;
  /** What Redrive sees of its messages. */
  readonly own: { readonly state: DownstreamState; readonly since: Date; readonly words: string } | null;
  readonly isReported: boolean;
}

interface VoiceRow {
  readonly name: string;
  readonly voice: Voice;
  readonly state: DownstreamState;
  readonly since: Date;
  readonly troubleAt: Date | null;
  readonly words: string | null;
  readonly judgedAt: Date;
}

interface PollRow {
  readonly downstream: string;
  readonly key: string;
  readonly readAt: Date;
  readonly readings: readonly Reading[];
}

/** Of these downstreams of redrive.yaml, at this moment: what is stored is judged by its age. By three statements. */
export async function readStandings(
  ctx: Pick<Ctx, "clock"> & { readonly sql: Ctx["sql"] | Transaction },
  specs: readonly DownstreamSpec[],
): Promise<readonly Standing[]> {
  if (specs.length === 0) return [];
  const { sql } = ctx;
  const names = textArray(specs.map(({ name }) => name));
  const [now, voices, polls] = await Promise.all([
    readNow(ctx),
    sql<VoiceRow[]>`
      select name, voice, state, since, trouble_at as "troubleAt", words, judged_at as "judgedAt" from downstreams where name = any(${names}::text[])`,
    sql<PollRow[]>`
      select downstream, key, read_at as "readAt", readings from breaker_polls where downstream = any(${names}::text[]) and read_at is not null`,
  ]);
  return specs.map((spec) => {
    const voiceOf = (voice: Voice) => voices.find((row) => row.name === spec.name && row.voice === voice) ?? null;
    const told = polls.filter(({ downstream, key }) => downstream === spec.name && spec.readings.some((one) => one.key === key));
    return standingOf(spec, { reported: voiceOf("reported"), own: voiceOf("own") }, told, now);
  });
}

function standingOf(spec: DownstreamSpec, voices: Readonly<Record<Voice, VoiceRow | null>>, told: readonly PollRow[], now: Date): Standing {
  const isReported = spec.readings.length > 0;
  const judged = judgeReported(spec, told, now);
  const own = voices.own && ownOf(spec, voices.own, now);
  const state = isReported ? judged.state : (own?.state ?? "unknown");
  const voice = isReported ? voices.reported : voices.own;
  return {
    name: spec.name,
    state,
    since: voice?.since ?? null,
    unstableUntil: state === "closed" || (!isReported && state === "unknown") ? unstableUntil(spec, voice, now) : null,
    judgedAt: voice?.judgedAt ?? null,
    readings: judged.readings,
    readAt: told.length === 0 ? null : new Date(Math.max(...told.map(({ readAt }) => readAt.getTime()))),
    own,
    isReported,
  };
}

/** One that nobody has judged for too long is unknown. */
function ownOf({ staleSeconds }: DownstreamSpec, { state, since, words, judgedAt }: VoiceRow, now: Date): Standing["own"] {
  const isFresh = now.getTime() - judgedAt.getTime() <= staleSeconds * 1_000;
  return { state: isFresh ? state : "unknown", since, words: words ?? "" };
}

function unstableUntil({ stableSeconds }: DownstreamSpec, voice: VoiceRow | null, now: Date): Date | null {
  if (voice?.troubleAt == null) return null;
  const stableAt = new Date(voice.troubleAt.getTime() + stableSeconds * 1_000);
  return stableAt > now ? stableAt : null;
}
