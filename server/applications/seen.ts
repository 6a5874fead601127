import { mayAct, reachOf } from "../access/grant.ts";
import { type Permission, type Place, reachOf as placesOrAll } from "../access/permissions.ts";
import type { Ctx } from "../context.ts";
import { globMatches } from "../text/glob.ts";
import type { Application } from "./port.ts";

/** An application that somebody may see, with the queues that it consumes as far as Redrive knows them: an act on it is permitted there. */
export interface SeenApplication {
  readonly application: Application;
  readonly places: readonly Place[];
}

/** Those that whoever asks may see: with the permission in every queue that an application consumes; of one that consumes none, everywhere. */
export async function seenApplications(ctx: Ctx, permission: Permission): Promise<readonly SeenApplication[]> {
  const { may } = ctx.principal;
  if (ctx.applications.all.length === 0) return [];
  const queues = await ctx.sql<Place[]>`select source, name as queue from queues`;
  return ctx.applications.all.flatMap((application) => {
    const { consumes } = application.spec;
    const places = queues.filter(({ source, queue }) => consumes.some((one) => globMatches(one.queue, `${source}/${queue}`)));
    return mayAct(may, permission, placesOrAll(places)) && seesUnknown(ctx, permission, application) ? [{ application, places }] : [];
  });
}

/** A name that is written out counts before the queue is found. */
function seesUnknown({ principal: { may } }: Ctx, permission: Permission, { spec }: Application): boolean {
  const sees = reachOf(may, permission);
  return spec.consumes.every(({ queue }) => {
    const [source = "", ...rest] = queue.split("/");
    return queue.includes("*") || sees({ source, queue: rest.join("/") });
  });
}
