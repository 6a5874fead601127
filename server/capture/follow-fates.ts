import type { SourceConfig } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { numberArray, textArray } from "../db/arrays.ts";
import { announce } from "../live/announce.ts";
import { readCapturedHeads } from "../payloads/read-captured-heads.ts";

/** Asked about in one statement of the source. */
const atOnce = 500;
/** In one turn. A longer list is gone through in several. */
const mostInTurn = 4;

/** Where the last turn stopped. */
export interface Passed {
  queue: number;
  identity: string;
}

/**
 * Asks a source that keeps its messages what has become of those that are captured, the next of them each time, and notes what is not as it was: somebody retried or removed
 * it there. What is done or gone is not asked about again. Rejects with what the source says.
 */
export async function followFates(ctx: Ctx, source: SourceConfig, passed: Passed): Promise<void> {
  const broker = ctx.brokers.get(source.name);
  if (!broker.fates) return;
  for (let turn = 0; turn < mostInTurn; turn++) {
    const list = await readNext(ctx, source, passed);
    const last = list.at(-1);
    Object.assign(passed, last && list.length === atOnce ? { queue: last.queue, identity: last.identity } : { queue: 0, identity: "" });
    if (list.length === 0) return;
    const heads = await readCapturedHeads(
      ctx,
      list.map(({ id }) => id),
    );
    const known = list.flatMap(({ id }) => (heads.has(id) ? [{ id, head: heads.get(id) as Uint8Array }] : []));
    const fates = await broker.fates(known.map(({ head }) => head));
    await write(
      ctx,
      known.flatMap(({ id }, at) => (fates[at] ? [{ id, fate: fates[at] }] : [])),
    );
    if (list.length < atOnce) return;
  }
}

interface Followed {
  readonly id: number;
  readonly queue: number;
  readonly identity: string;
}

function readNext({ sql }: Ctx, source: SourceConfig, { queue, identity }: Passed): Promise<readonly Followed[]> {
  return sql<Followed[]>`
    select m.id, i.queue_id as queue, i.identity from identities i join messages m on m.id = i.message_id
    where i.queue_id in (select id from queues where source = ${source.name}) and (i.queue_id, i.identity) > (${queue}::int, ${identity})
      and m.state <> 'discarded' and not exists (select from message_fates f where f.message_id = m.id and f.fate <> 'taken_up')
    order by i.queue_id, i.identity limit ${atOnce}`;
}

async function write(ctx: Ctx, found: readonly { readonly id: number; readonly fate: string }[]): Promise<void> {
  if (found.length === 0) return;
  const at = ctx.clock();
  await ctx.sql.begin(async (tx) => {
    const changed = await tx<{ id: number }[]>`
      with found as (
        select * from unnest(${numberArray(found.map(({ id }) => id))}::bigint[], ${textArray(found.map(({ fate }) => fate))}::text[]) as t(id, fate)
      ), stands as (
        delete from message_fates f using found where f.message_id = found.id and found.fate = 'standing' returning f.message_id as id
      ), moved as (
        insert into message_fates as f (message_id, fate, at)
        select m.id, found.fate::message_fate, ${at} from found join messages m on m.id = found.id where found.fate <> 'standing'
        on conflict (message_id) do update set fate = excluded.fate, at = excluded.at where f.fate <> excluded.fate returning f.message_id as id
      )
      select id from stands union all select id from moved`;
    if (changed.length > 0) await announce(tx, ["messages"]);
  });
}
