import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";
import type { Mine } from "./words.ts";

/** What gives roles: `server/people/give-role.ts`. */
const gives = "people.manage";

/** What whoever asks may do and where, so that a page can say why a button may not be pressed; and who could let them. */
export async function readMine({ sql, config: { access }, principal, clock }: Ctx): Promise<Mine> {
  const roles = Object.entries(access.roles).flatMap(([name, may]) =>
    may.some((permission: string) => permission === gives) ? [name] : [],
  );
  const configured = access.grants
    .filter(({ grant: { role } }) => roles.includes(role))
    .flatMap(({ people, groups }) => [...people, ...groups]);
  const given = await sql<{ name: string }[]>`
    select distinct p.name from given_roles g join people p on p.id = g.person_id
    where g.role = any(${textArray(roles)}::text[]) and p.disabled_at is null and (g.until is null or g.until > ${clock()}) order by 1`;
  return { access: principal.may, givers: [...new Set([...configured, ...given.map(({ name }) => name)])] };
}
