import { desc, eq, isNull, sql } from "drizzle-orm";
import type { Ctx } from "../context.ts";
import { failedImports } from "../db/schema/messages.ts";
import { queues } from "../db/schema/queues.ts";
import type { FailedImports } from "./output.ts";

const most = 50;
const open = isNull(failedImports.messageId);

/** What could not be ingested and is kept with its bytes, newest first. */
export async function listFailedImports({ db }: Pick<Ctx, "db">): Promise<FailedImports> {
  const { id, at, error, tries, position, head, body } = failedImports;
  const size = sql<number>`octet_length(${head}) + coalesce(octet_length(${body}), 0)`;
  const [total, newest] = await Promise.all([
    countFailedImports({ db }),
    db
      .select({ id, queue: queues.name, source: queues.source, at, error, tries, position, size })
      .from(failedImports)
      .innerJoin(queues, eq(queues.id, failedImports.queueId))
      .where(open)
      .orderBy(desc(at))
      .limit(most),
  ]);
  return { total, newest };
}

export function countFailedImports({ db }: Pick<Ctx, "db">): Promise<number> {
  return db.$count(failedImports, open);
}
