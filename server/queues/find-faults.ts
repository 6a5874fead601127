import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import type { FaultLine, QueueLine } from "./output.ts";

/** What loses messages: of queues that nobody watches as the broker last showed it, then of watched ones, which also know what they lost. */
export async function findFaults(ctx: Ctx, watched: readonly QueueLine[]): Promise<readonly FaultLine[]> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "queue.view");
  const others = await sql<Omit<FaultLine, "watched">[]>`
    select q.id as "queueId", q.source, q.name as queue, w as warning from queues q, jsonb_array_elements(q.warnings) with ordinality as told(w, nth)
    where not q.watched and w->>'severity' = 'bad' ${seenIn(sql, visible, sql`q.id`)} order by q.source, q.name, nth`;
  return [
    ...others.map((fault) => ({ ...fault, watched: false })),
    ...watched.flatMap(({ id: queueId, source, name: queue, warnings }) =>
      warnings.filter(isFault).map((warning) => ({ queueId, source, queue, watched: true, warning })),
    ),
  ];
}

export function isFault({ severity }: FaultLine["warning"]): boolean {
  return severity === "bad";
}
