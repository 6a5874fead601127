import type { FoundQueue } from "../sources/port.ts";
import type { SourceConfig } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { announce } from "../live/announce.ts";
import { cleanOrNull, cleanText } from "../text/clean.ts";
import { findStrangers } from "./find-strangers.ts";
import { captureOf, warnOfNature } from "./by-pattern.ts";
import { matchQueue } from "../config/find.ts";
import { isGlob } from "../text/glob.ts";

/**
 * Brings `queues` up to date with the config and with what the broker has: configured names are there even when the broker cannot be
 * asked, globs become the queues that they match, and dead-letter queues that nobody watches are listed too.
 */
export async function discoverQueues(ctx: Ctx, source: SourceConfig): Promise<void> {
  const named = source.queues.filter((queue) => !isGlob(queue.name)).map((queue) => queue.name);
  await writeQueues(
    ctx,
    source,
    named.map((name) => ({ name, found: null })),
  );
  const found = await ctx.brokers.get(source.name).discover((name) => matchQueue(source, name) !== null);
  const worthListing = found.filter((queue) => queue.role !== "other" || matchQueue(source, queue.name));
  const mirrored = worthListing.filter((queue) => captureOf(matchQueue(source, queue.name), queue) === "mirror");
  const strangers = await findStrangers(
    ctx,
    source,
    mirrored.map(({ name }) => name),
  );
  const warned = worthListing.map((queue) => {
    const warning = strangers.get(queue.name);
    return warning ? { ...queue, warnings: [warning, ...queue.warnings] } : queue;
  });
  await writeQueues(
    ctx,
    source,
    warned.map((queue) => ({ name: queue.name, found: queue })),
  );
  await forgetQueues(ctx, source, [...named, ...worthListing.map((queue) => queue.name)]);
}

async function writeQueues(
  ctx: Ctx,
  source: SourceConfig,
  list: readonly { readonly name: string; readonly found: FoundQueue | null }[],
): Promise<void> {
  if (list.length === 0) return;
  const byName = new Map(list.map((entry) => [cleanText(entry.name, 300), entry]));
  const rows = [...byName].map(([clean, { name, found }]) => {
    const config = matchQueue(source, name);
    return {
      name: clean,
      watched: config !== null,
      mode: captureOf(config, found),
      found: found !== null,
      type: cleanOrNull(found?.type ?? null, 100),
      origins: found?.origins?.map((origin) => cleanText(origin, 300)) ?? null,
      warnings: [...warnOfNature(config, found), ...(found?.warnings ?? [])].map((w) => ({
        ...w,
        text: cleanText(w.text, 1_000),
        mend: cleanOrNull(w.mend, 2_000),
      })),
    };
  });
  await ctx.sql.begin(async (tx) => {
    const changed = await tx`
      insert into queues as q (source, name, type, watched, mode, state, origins, warnings)
      select ${source.name}, r.name, r.type, r.watched, r.mode::capture_mode,
        (case when r.watched then 'starting' else 'unwatched' end)::capture_state,
        case when r.origins is null then null else array(select jsonb_array_elements_text(r.origins)) end, coalesce(r.warnings, '[]')
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as r(name text, type text, watched boolean, mode text, found boolean, origins jsonb, warnings jsonb)
      order by r.name
      on conflict (source, name) do update set
        watched = excluded.watched, mode = excluded.mode,
        type = coalesce(excluded.type, q.type),
        origins = coalesce(excluded.origins, q.origins),
        warnings = case when ${list.some(({ found }) => found !== null)} then excluded.warnings else q.warnings end,
        state = case when q.watched = excluded.watched then q.state else excluded.state end,
        state_reason = case when q.watched = excluded.watched then q.state_reason end,
        state_since = case when q.watched = excluded.watched then q.state_since else now() end
      where (q.watched, q.mode, q.type, q.origins, q.warnings) is distinct from
        (excluded.watched, excluded.mode, coalesce(excluded.type, q.type), coalesce(excluded.origins, q.origins), excluded.warnings)
      returning q.id`;
    if (changed.length > 0) await announce(tx, ["queues"]);
  });
}

/** A queue that is neither configured nor there any more: out of the list when nothing refers to it, else no longer watched. */
async function forgetQueues(ctx: Ctx, source: SourceConfig, names: readonly string[]): Promise<void> {
  await ctx.sql.begin(async (tx) => {
    const gone = await tx<{ id: number }[]>`
      select id from queues where source = ${source.name} and name <> all(${names.map((name) => cleanText(name, 300))}::text[])`;
    if (gone.length === 0) return;
    const ids = gone.map(({ id }) => id);
    const removed = await tx`
      delete from queues q where id = any(${ids}::int[])
        and not exists (select from groups g where g.queue_id = q.id) and not exists (select from failed_imports f where f.queue_id = q.id)
      returning id`;
    const left = await tx`
      update queues set watched = false, state = 'unwatched', state_reason = null, state_mend = null, state_since = now()
      where id = any(${ids}::int[]) and (watched or state <> 'unwatched') returning id`;
    if (removed.length + left.length > 0) await announce(tx, ["queues"]);
  });
}
