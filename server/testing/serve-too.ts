import { openApplications } from "../applications/open.ts";
import type { Ctx } from "../context.ts";

/** From now on a context also has the applications of another one. */
export function serveToo(ctx: Ctx, other: Ctx): void {
  const applications = [...ctx.config.applications, ...other.config.applications];
  Object.assign(ctx, { config: { ...ctx.config, applications }, applications: openApplications(applications) });
}
