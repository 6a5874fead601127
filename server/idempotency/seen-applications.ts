import { seesAll, type Visible } from "../access/visible.ts";
import { consumersOf } from "../applications/consumer-of.ts";
import type { Application } from "../applications/port.ts";
import type { Ctx } from "../context.ts";

/** The applications that somebody may look into: who sees every queue that one consumes, as far as Redrive knows them. */
export async function seenApplications({ sql, applications }: Ctx, visible: Visible): Promise<readonly Application[]> {
  if (visible === "everywhere") return applications.all;
  const queues = await sql<{ source: string; queue: string }[]>`select source, name as queue from queues`;
  return applications.all.filter(({ spec }) => {
    const places = queues.filter((place) => consumersOf([spec], place).length > 0);
    return seesAll(visible, places);
  });
}
