import { mayAct } from "../access/grant.ts";
import { type Place, reachOf } from "../access/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Where } from "./rule.ts";

/** The patterns of a silence as places: one lies in what a grant gives where the grant's pattern matches it as it stands (`missingOf`, `server/access/holds.ts`). */
export function placesOf({ queues }: Pick<Where, "queues">): readonly Place[] {
  return queues.map((pattern) => {
    const slash = pattern.indexOf("/");
    return { source: pattern.slice(0, slash), queue: pattern.slice(slash + 1) };
  });
}

/** Its patterns and its reason name queues: it is seen by those who may see alerts wherever it can hold. */
export function seesSilence({ principal }: Pick<Ctx, "principal">, where: Pick<Where, "queues">): boolean {
  return mayAct(principal.may, "alert.view", reachOf(placesOf(where)));
}
