import type { Ctx } from "../context.ts";
import type { FailedImport, FailedImports } from "./output.ts";

const most = 50;

/** What could not be ingested and is kept with its bytes, newest first. */
export async function listFailedImports({ sql }: Pick<Ctx, "sql">): Promise<FailedImports> {
  const [total, newest] = await Promise.all([
    countFailedImports({ sql }),
    sql<FailedImport[]>`
      select f.id, q.name as queue, q.source, f.at, f.error, f.tries, f.position, octet_length(f.head) + coalesce(octet_length(f.body), 0) as size
      from failed_imports f join queues q on q.id = f.queue_id where f.message_id is null order by f.at desc limit ${most}`,
  ]);
  return { total, newest };
}

export async function countFailedImports({ sql }: Pick<Ctx, "sql">): Promise<number> {
  const [{ n }] = await sql<[{ n: number }]>`select count(*) as n from failed_imports where message_id is null`;
  return n;
}
