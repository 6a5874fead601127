import type { Ctx } from "../context.ts";
import { announce } from "../live/announce.ts";
import type { GivenRole } from "./person-grants.ts";
import type { Person } from "./person.ts";

export interface Known {
  readonly id: number;
  readonly disabled: boolean;
  readonly given: readonly GivenRole[];
}

/** The row of a person whom single sign-on or the proxy names, with what they say of them by now. It is theirs alone: an account with the same e-mail address is another person. */
export async function knowPerson(
  { sql, clock }: Pick<Ctx, "sql" | "clock">,
  { way, subject, email, name, groups }: Person,
): Promise<Known> {
  const now = clock();
  return sql.begin(async (tx) => {
    const [{ id, disabled }] = await tx<[{ id: number; disabled: boolean }]>`
      insert into people (way, subject, email, name, groups, created_at) values (${way}, ${subject}, ${email}, ${name}, ${[...groups]}, ${now})
      on conflict (way, subject) do update set email = excluded.email, name = excluded.name, groups = excluded.groups
      returning id, disabled_at is not null as disabled`;
    const given = await tx<GivenRole[]>`
      select role, sources, queues from given_roles where person_id = ${id} and (until is null or until > ${now}) order by id`;
    await announce(tx, ["people"]);
    return { id, disabled, given };
  });
}
