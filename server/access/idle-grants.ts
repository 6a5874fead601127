import type { Ctx } from "../context.ts";
import type { Place } from "./permissions.ts";
import { globMatches } from "../text/glob.ts";

/**
 * The grants of redrive.yaml that have a pattern which matches no queue that Redrive knows by now, in words. Queues are found later too, so none is refused; before
 * the first is found nothing can be said.
 */
export async function findIdleGrants(sql: Ctx["sql"], { access }: Pick<Ctx["config"], "access">): Promise<readonly string[]> {
  const queues = await sql<Place[]>`select source, name as queue from queues`;
  return queues.length === 0 ? [] : idleGrants(access.grants, queues);
}

/** See `findIdleGrants`. */
export function idleGrants(grants: Ctx["config"]["access"]["grants"], queues: readonly Place[]): readonly string[] {
  return grants.flatMap(({ grant, people, groups }) => {
    const within = queues.filter(({ source }) => grant.sources.some((pattern) => globMatches(pattern, source)));
    const who = [...people, ...groups].join(", ");
    const where = grant.sources.includes("*") ? "" : ` of ${grant.sources.join(", ")}`;
    return grant.queues
      .filter((pattern) => pattern !== "*" && !within.some(({ queue }) => globMatches(pattern, queue)))
      .map(
        (pattern) =>
          `access.grants: ${grant.role} of ${who} is for queues "${pattern}"${where}, and no queue that is known today matches that`,
      );
  });
}
