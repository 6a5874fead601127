import type { Ctx } from "../context.ts";
import { isAlive } from "../process/heartbeat.ts";
import type { WorkerLine } from "./output.ts";

/** Workers that were heard within a day, by the database's clock. */
export async function listWorkers({ sql }: Ctx): Promise<readonly WorkerLine[]> {
  return sql<WorkerLine[]>`
    select id, host, pid, started_at as "startedAt", beat_at as "beatAt", ${isAlive(sql)} as alive
    from workers order by alive desc, beat_at desc limit 20`;
}
