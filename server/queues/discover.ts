import { BrokerError, type FoundQueue, type TopologyWarning } from "../sources/port.ts";
import type { SourceConfig } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";
import { announce } from "../live/announce.ts";
import { cleanOrNull, cleanText } from "../text/clean.ts";
import { markLine } from "../text/marked.ts";
import { findOtherConsumers, findStrangers } from "./find-strangers.ts";
import { captureOf, warnOfNature } from "./by-pattern.ts";
import { matchQueue } from "../config/find.ts";
import { isGlob } from "../text/glob.ts";

/** Of the warning that a discovery failed. */
export const unseenCode = "unseen";

/**
 * Brings `queues` up to date with the config and with what the broker has: configured names are there even when the broker cannot be
 * asked, globs become the queues that they match, and dead-letter queues that nobody watches are listed too, as are queues whose dead letters are lost.
 * Rejects with what the broker says; what was known before stays then, and says so.
 */
export async function discoverQueues(ctx: Ctx, source: SourceConfig): Promise<void> {
  const named = source.queues.filter((queue) => !isGlob(queue.name)).map((queue) => queue.name);
  await writeQueues(
    ctx,
    source,
    named.map((name) => ({ name, found: null })),
  );
  const all = await ask(ctx, source);
  const found = all.filter(({ name }) => isStorable(name));
  if (found.length < all.length)
    ctx.log.warn(
      { source: source.name, queues: all.length - found.length },
      `queues are left out whose names are empty, longer than ${longest} bytes, or hold NUL or half a character`,
    );
  const worthListing = found.flatMap((queue): FoundQueue[] => {
    if (queue.role !== "other" || matchQueue(source, queue.name)) return [queue];
    const losing = queue.warnings.filter(({ severity }) => severity === "bad");
    return losing.length > 0 ? [{ ...queue, warnings: losing }] : [];
  });
  const mirrored = worthListing.filter((queue) => captureOf(matchQueue(source, queue.name), queue) === "mirror");
  const strangers = await findStrangers(
    ctx,
    source,
    mirrored.map(({ name }) => name),
  );
  const others = await findOtherConsumers(ctx, source);
  const warned = worthListing.map((queue) => {
    const warning = strangers.get(queue.name) ?? others.get(queue.name);
    return warning ? { ...queue, warnings: [warning, ...queue.warnings] } : queue;
  });
  await writeQueues(
    ctx,
    source,
    warned.map((queue) => ({ name: queue.name, found: queue })),
  );
  await forgetQueues(ctx, source, [...named, ...worthListing.map((queue) => queue.name)]);
}

/** The names of RabbitMQ's queues, the longest of a broker's, have 255 bytes; a table of jobs may hold any text, and an index of Postgres 2,704. */
const longest = 1_000;

/** A name is what the broker knows a queue by, so it is stored to the byte, and cleaned only where people see it. Text in Postgres has no NUL. */
function isStorable(name: string): boolean {
  return name !== "" && name.isWellFormed() && !name.includes("\0") && Buffer.byteLength(name) <= longest;
}

async function ask(ctx: Ctx, source: SourceConfig): Promise<readonly FoundQueue[]> {
  try {
    const known = await ctx.sql<
      { name: string }[]
    >`select name from queues where source = ${source.name} and role is not null order by name`;
    return await ctx.brokers.get(source.name).discover(
      (name) => matchQueue(source, name) !== null,
      known.map(({ name }) => name),
    );
  } catch (error) {
    if (error instanceof BrokerError) await noteUnseen(ctx, source, error);
    throw error;
  }
}

/** The next discovery that succeeds takes the warning away. */
async function noteUnseen(ctx: Ctx, source: SourceConfig, error: BrokerError): Promise<void> {
  const text = cleanText(`Not all is known of its queues, or only what was known before. ${error.message}`, 1_000);
  const warning: TopologyWarning = { code: unseenCode, severity: "warn", text, mend: null };
  await ctx.sql.begin(async (tx) => {
    const { count } = await tx`
      update queues q set warnings = jsonb_build_array(${JSON.stringify(warning)}::text::jsonb)
        || coalesce((select jsonb_agg(w) from jsonb_array_elements(q.warnings) w where w->>'code' <> ${unseenCode}), '[]')
      where source = ${source.name} and watched and not q.warnings @> ${JSON.stringify([warning])}::text::jsonb`;
    if (count > 0) await announce(tx, ["queues"]);
  });
}

async function writeQueues(
  ctx: Ctx,
  source: SourceConfig,
  list: readonly { readonly name: string; readonly found: FoundQueue | null }[],
): Promise<void> {
  if (list.length === 0) return;
  const byName = new Map(list.map((entry) => [entry.name, entry]));
  const rows = [...byName.values()].map(({ name, found }) => {
    const config = matchQueue(source, name);
    return {
      name,
      watched: config !== null,
      mode: captureOf(config, found),
      role: found?.role ?? null,
      ready: found?.depth.ready ?? null,
      type: cleanOrNull(found?.type ?? null, 100),
      origins: found?.origins?.filter(isStorable) ?? null,
      warnings: [...warnOfNature(config, found), ...(found?.warnings ?? [])].map((w) => ({
        ...w,
        text: cleanText(markLine(w.text), 1_000),
        mend: cleanOrNull(w.mend, 2_000),
      })),
    };
  });
  await ctx.sql.begin(async (tx) => {
    const changed = await tx`
      insert into queues as q (source, name, type, role, ready, watched, mode, state, origins, warnings)
      select ${source.name}, r.name, r.type, r.role, case when not r.watched then r.ready end, r.watched, r.mode::capture_mode,
        (case when r.watched then 'starting' else 'unwatched' end)::capture_state,
        case when r.origins is null then null else array(select jsonb_array_elements_text(r.origins)) end, coalesce(r.warnings, '[]')
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as r(name text, type text, role text, ready int, watched boolean, mode text, origins jsonb, warnings jsonb)
      order by r.name
      on conflict (source, name) do update set
        watched = excluded.watched, mode = excluded.mode,
        type = coalesce(excluded.type, q.type), role = coalesce(excluded.role, q.role),
        ready = case when excluded.watched then q.ready else excluded.ready end,
        origins = coalesce(excluded.origins, q.origins),
        warnings = case when ${list.some(({ found }) => found !== null)} then excluded.warnings else q.warnings end,
        state = case when q.watched = excluded.watched then q.state else excluded.state end,
        state_reason = case when q.watched = excluded.watched then q.state_reason end,
        state_since = case when q.watched = excluded.watched then q.state_since else now() end
      where (q.watched, q.mode, q.type, q.role, q.origins, q.warnings) is distinct from
        (excluded.watched, excluded.mode, coalesce(excluded.type, q.type), coalesce(excluded.role, q.role), coalesce(excluded.origins, q.origins), excluded.warnings)
        or (not excluded.watched and q.ready is distinct from excluded.ready)
      returning q.id`;
    if (changed.length > 0) await announce(tx, ["queues"]);
  });
}

/** A queue that is neither configured nor there any more: out of the list when nothing refers to it, else no longer watched. */
async function forgetQueues(ctx: Ctx, source: SourceConfig, names: readonly string[]): Promise<void> {
  await ctx.sql.begin(async (tx) => {
    const gone = await tx<{ id: number }[]>`
      select id from queues where source = ${source.name} and name <> all(${textArray(names)}::text[])`;
    if (gone.length === 0) return;
    const ids = gone.map(({ id }) => id);
    const removed = await tx`
      delete from queues q where id = any(${ids}::int[])
        and not exists (select from groups g where g.queue_id = q.id) and not exists (select from failed_imports f where f.queue_id = q.id)
      returning id`;
    const left = await tx`
      update queues set watched = false, role = null, ready = null, warnings = '[]', state = 'unwatched', state_reason = null, state_mend = null,
        state_since = now()
      where id = any(${ids}::int[]) and (watched or state <> 'unwatched' or role is not null or warnings <> '[]') returning id`;
    if (removed.length + left.length > 0) await announce(tx, ["queues"]);
  });
}
