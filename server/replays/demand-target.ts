import { isDeepStrictEqual } from "node:util";
import { demand } from "../access/act.ts";
import type { Place } from "../access/permissions.ts";
import type { Ctx } from "../context.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { defaultTarget } from "./default-target.ts";

/** The answer where a selection holds no message. */
export const noMatch = "No message matches any more.";

interface Asked {
  readonly target: ReplayTarget;
  readonly places: readonly Place[];
  readonly subject: string;
  readonly missing: string;
}

/** Another queue than the configured one needs a permission of its own, also to be planned: a plan tells who receives messages there. */
export async function demandTarget(ctx: Ctx, { target, places, ...asked }: Asked): Promise<void> {
  if (target.to !== "queue" || isDeepStrictEqual(target, defaultTarget(ctx.config, places))) return;
  await demand(ctx, { ...asked, permission: "replay.target", scope: places });
}
