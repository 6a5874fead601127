import type { Task } from "../process/work.ts";
import { listHealth } from "./health.ts";

/** Says once, when a worker starts, which databases do not answer and what is wrong with their tables and grants. Nothing else waits for it. */
const checkApplications: Task = async (ctx) => {
  for (const { name, reason, warnings } of await listHealth(ctx)) {
    if (reason !== null)
      ctx.log.warn(
        { application: name },
        `the application's database cannot be asked: ${reason} What it knows is unknown until it answers`,
      );
    for (const warning of warnings) ctx.log.warn({ application: name }, warning);
  }
};

export const applicationTasks: readonly Task[] = [checkApplications];
