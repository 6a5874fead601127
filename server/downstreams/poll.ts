import type { Ctx } from "../context.ts";
import type { Outbound } from "../outbound/outbound.ts";
import { type ClaimedPoll, claimPolls } from "./claim-polls.ts";
import { judgeStored } from "./judge-stored.ts";
import type { Reading } from "./reading.ts";
import { readSpec } from "./read-spec.ts";

/** What this worker asks now: each ends when its answer is written. */
export type Polling = Set<Promise<void>>;

/** A worker asks so many at once. */
const mostAtOnce = 60;

/**
 * Begins to ask what is due, and writes what it says. Answers are not waited for: one that hangs would keep the others waiting for as long. Any number of workers may do so: they ask
 * once between them. True: more may be due.
 */
export async function beginPolls(ctx: Ctx, outbound: Outbound, signal: AbortSignal, polling: Polling): Promise<boolean> {
  if (polling.size >= mostAtOnce) return false;
  const claimed = await claimPolls(ctx, ctx.config.downstreams);
  for (const poll of claimed) {
    const asked = pollOne(ctx, outbound, poll, signal)
      .catch((err: unknown) =>
        ctx.log.error({ downstream: poll.downstream.name, err }, "the readings of a downstream could not be written; it is asked again"),
      )
      .finally(() => polling.delete(asked));
    polling.add(asked);
  }
  return claimed.length > 0;
}

/** The same, and waits for the answers. */
export async function pollDue(ctx: Ctx, outbound: Outbound, signal: AbortSignal): Promise<boolean> {
  const polling: Polling = new Set();
  const more = await beginPolls(ctx, outbound, signal, polling);
  await Promise.all(polling);
  return more;
}

async function pollOne(ctx: Ctx, outbound: Outbound, poll: ClaimedPoll, signal: AbortSignal): Promise<void> {
  const { downstream, spec, before, at } = poll;
  const readings = await readSpec(outbound, spec, { name: downstream.name, before, at, signal });
  // What a stop cut off says nothing of the downstream.
  if (!signal.aborted) await storeReadings(ctx, poll, readings);
}

/**
 * Writes the readings of one source, and what all sources of the downstream say together now. A worker that stood still for longer than its claim holds
 * writes nothing: another one has asked since.
 */
async function storeReadings(
  { sql, clock }: Pick<Ctx, "sql" | "clock">,
  { downstream, spec, at, heldUntil }: ClaimedPoll,
  readings: readonly Reading[],
): Promise<void> {
  const { name, everySeconds } = downstream;
  await sql.begin(async (tx) => {
    const { count } = await tx`
      update breaker_polls set readings = ${JSON.stringify(readings)}::text::jsonb, read_at = ${at}, held_until = null,
        next_at = ${new Date(at.getTime() + everySeconds * 1_000)}
      where downstream = ${name} and key = ${spec.key} and held_until = ${heldUntil}`;
    if (count > 0) await judgeStored({ sql: tx, clock }, downstream);
  });
}
