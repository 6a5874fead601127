import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { failedImports } from "../db/schema/messages.ts";
import { queues } from "../db/schema/queues.ts";
import type { FailedImports } from "./output.ts";

const most = 50;

/** Of visible queues, what could not be ingested and is kept with its bytes, newest first. */
export async function listFailedImports(ctx: Ctx): Promise<FailedImports> {
  const { db } = ctx;
  const { id, at, error, tries, position, head, body } = failedImports;
  const size = sql<number>`octet_length(${head}) + coalesce(octet_length(${body}), 0)`;
  const open = await openImports(ctx);
  const [total, newest] = await Promise.all([
    db.$count(failedImports, open),
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

export async function countFailedImports(ctx: Ctx): Promise<number> {
  return ctx.db.$count(failedImports, await openImports(ctx));
}

async function openImports(ctx: Ctx) {
  const visible = await visibleQueues(ctx, "import.view");
  const seen =
    visible === "everywhere"
      ? undefined
      : inArray(
          failedImports.queueId,
          visible.map(({ id }) => id),
        );
  return and(isNull(failedImports.messageId), seen);
}
