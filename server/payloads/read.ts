import { seenIn, type Visible, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import { noSuch } from "../errors.ts";
import { partsOf } from "../sources/parts.ts";
import type { Place } from "./reader.ts";

/** One version of a message as it is stored, and where the message lies. `body` null is a null body, not an empty one. */
export interface Stored extends Place {
  readonly id: number;
  readonly version: number;
  readonly capturedAt: Date;
  readonly head: Buffer;
  readonly body: Buffer | null;
}

/** What is held in memory at once when many are read. */
const maxBytes = 8 * 1024 * 1024;

/** The newest version of one message that whoever asks may see. */
export async function readStored(ctx: Ctx, id: number): Promise<Stored> {
  const [stored] = await readNewest(ctx, [id], await visibleQueues(ctx, "message.view"));
  if (!stored) throw noSuch(`message ${id}`);
  return stored;
}

/** The head that the broker gave, before anybody or anything changed it, of a message that was read. */
export async function readFirstHead({ sql }: Pick<Ctx, "sql">, id: number): Promise<Buffer> {
  const [first] = await sql<{ head: Buffer }[]>`select head from bodies where message_id = ${id} and version = 1`;
  if (!first) throw noSuch(`message ${id}`);
  return first.head;
}

/** The newest version of each, in the order of their ids and a few megabytes at a time; a message that is gone is left out. */
export async function* readParts(ctx: Ctx, ids: readonly number[]): AsyncGenerator<readonly Stored[]> {
  const sizes = await ctx.sql<{ id: number; bytes: number }[]>`
    select m.id, octet_length(b.head) + coalesce(octet_length(b.body), 0) as bytes
    from messages m join bodies b on b.message_id = m.id and b.version = m.version
    where m.id = any(${numberArray(ids)}::bigint[]) order by m.id`;
  for (const part of partsOf(sizes, { count: ids.length, bytes: maxBytes }))
    yield await readNewest(
      ctx,
      part.map(({ id }) => id),
    );
}

/** The beginning of a message's newest version. */
export interface Start extends Pick<Stored, "source" | "queue" | "kind" | "id" | "version" | "head" | "body"> {
  /** The body goes on. */
  readonly cut: boolean;
}

/** The newest heads, with up to `most` bytes of each body, in the order of their ids and a few megabytes at a time. */
export async function* readStarts({ sql }: Ctx, ids: readonly number[], most: number): AsyncGenerator<readonly Start[]> {
  const sizes = await sql<{ id: number; bytes: number }[]>`
    select m.id, octet_length(b.head) + least(coalesce(octet_length(b.body), 0), ${most}::int) as bytes
    from messages m join bodies b on b.message_id = m.id and b.version = m.version
    where m.id = any(${numberArray(ids)}::bigint[]) order by m.id`;
  for (const part of partsOf(sizes, { count: ids.length, bytes: maxBytes }))
    yield await sql<Start[]>`
      select m.id, m.version, q.source, q.name as queue, s.kind, b.head, substring(b.body from 1 for ${most}::int) as body,
        coalesce(octet_length(b.body) > ${most}::int, false) as cut
      from messages m join queues q on q.id = m.queue_id left join sources s on s.name = q.source
      join bodies b on b.message_id = m.id and b.version = m.version
      where m.id = any(${numberArray(part.map(({ id }) => id))}::bigint[]) order by m.id`;
}

function readNewest({ sql }: Ctx, ids: readonly number[], visible: Visible = "everywhere"): Promise<readonly Stored[]> {
  return sql<Stored[]>`
    select m.id, m.version, m.captured_at as "capturedAt", q.source, q.name as queue, s.kind, b.head, b.body
    from messages m join queues q on q.id = m.queue_id left join sources s on s.name = q.source
    join bodies b on b.message_id = m.id and b.version = m.version
    where m.id = any(${numberArray(ids)}::bigint[]) ${seenIn(sql, visible, sql`m.queue_id`)} order by m.id`;
}
