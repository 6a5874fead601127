import { globMatches } from "../text/glob.ts";
import type { Access, Grant } from "./grant.ts";
import type { Permission } from "./permissions.ts";

/**
 * The permissions of a grant that somebody does not hold themselves everywhere where it reaches: nobody gives what they do not have. A pattern lies within another
 * that matches it as it stands, since what its `*` stands for is matched by one of the other's.
 */
export function missingOf(access: Access, { permissions, sources, queues }: Omit<Grant, "role">): readonly Permission[] {
  if (access === "everything") return [];
  const lies = (patterns: readonly string[], within: readonly string[]) =>
    patterns.every((pattern) => within.some((wide) => globMatches(wide, pattern)));
  return permissions.filter(
    (permission) =>
      !access.some(
        (grant) =>
          grant.permissions.includes(permission) &&
          lies(sources, grant.sources) &&
          lies(queues, grant.queues) &&
          (!grant.within || (lies(sources, grant.within.sources) && lies(queues, grant.within.queues))),
      ),
  );
}
