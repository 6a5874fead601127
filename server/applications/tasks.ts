import type { Task } from "../process/work.ts";
import { listHealth } from "./health.ts";

/** Says once, when a worker starts, which databases do not answer and what is wrong with their tables and grants. Nothing else waits for it. */
const checkApplications: Task = async (ctx) => {
  for (const { name, reason, warnings } of await listHealth(ctx)) {
    if (reason !== null)
      ctx.log.warn(
        { application: name },
        `Redrive cannot read the application's database: ${reason} Replays treat its events as unknown until it answers`,
      );
    for (const warning of warnings) ctx.log.warn({ application: name }, warning);
  }
};

export const applicationTasks: readonly Task[] = [checkApplications];
