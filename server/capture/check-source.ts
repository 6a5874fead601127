import { BrokerError } from "../sources/port.ts";
import type { SourceConfig } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { announce } from "../live/announce.ts";
import { cleanText } from "../text/clean.ts";

/** Asks whether a source answers and writes down what it said, or since when and why it does not. Never rejects because of the broker. */
export async function checkSource(ctx: Ctx, source: SourceConfig): Promise<void> {
  const answer = await askSource(ctx, source);
  const at = ctx.clock();
  const state = answer.error === null ? "connected" : "failed";
  const successAt = answer.error === null ? at : null;
  const errorAt = answer.error === null ? null : at;
  await ctx.sql.begin(async (tx) => {
    const [row] = await tx<[{ changed: boolean }]>`
      with old as (select state from sources where name = ${source.name})
      insert into sources as s (name, kind, product, state, since, last_success_at, last_error_at, last_error)
      values (${source.name}, ${source.kind}, ${answer.product}, ${state}, ${at}, ${successAt}, ${errorAt}, ${answer.error})
      on conflict (name) do update set
        kind = excluded.kind, product = coalesce(excluded.product, s.product), state = excluded.state,
        since = case when s.state = excluded.state then s.since else excluded.since end,
        last_success_at = coalesce(excluded.last_success_at, s.last_success_at),
        last_error_at = coalesce(excluded.last_error_at, s.last_error_at), last_error = coalesce(excluded.last_error, s.last_error)
      returning s.state is distinct from (select state from old) as changed`;
    if (row.changed) await announce(tx, ["queues"]);
  });
}

async function askSource(ctx: Ctx, source: SourceConfig): Promise<{ product: string | null; error: string | null }> {
  try {
    return { product: cleanText(await ctx.brokers.get(source.name).ping(), 200), error: null };
  } catch (error) {
    if (!(error instanceof BrokerError))
      ctx.log.error({ source: source.name, err: error }, "a source could not be asked because of a fault");
    return { product: null, error: explainBrokerError(error) };
  }
}

/** The words of an error for an operator; what is not the broker's own has no words that may leave the log. */
export function explainBrokerError(error: unknown): string {
  return error instanceof BrokerError ? cleanText(error.message, 1_000) : "Something failed inside the worker. Its log says what.";
}
