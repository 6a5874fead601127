import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { DomainError } from "../errors.ts";
import type { PersonWay } from "../access/person.ts";
import { isGlob } from "../text/glob.ts";

interface Person {
  readonly id: number;
  readonly way: PersonWay;
  readonly email: string | null;
  readonly name: string;
  readonly disabled: boolean;
}

/** A person, kept as they are until the transaction ends. Rejects with `not_found`. */
export async function lockPerson(tx: Transaction, id: number): Promise<Person> {
  const [person] = await tx<
    Person[]
  >`select id, way, email, name, disabled_at is not null as disabled from people where id = ${id} for update`;
  if (!person) throw new DomainError("not_found", `There is no person ${id}.`);
  return person;
}

/** Throws `invalid` when redrive.yaml has no such role. */
export function demandRole({ access }: Pick<Ctx["config"], "access">, role: string): void {
  if (!Object.hasOwn(access.roles, role))
    throw new DomainError("invalid", `There is no role ${role}. The roles are ${Object.keys(access.roles).join(", ")}.`);
}

/** Throws `invalid` when one of these names a source that redrive.yaml does not have. A pattern may be for sources to come. */
export function demandSources({ sources }: Pick<Ctx["config"], "sources">, given: readonly string[]): void {
  const known = sources.map(({ name }) => name);
  const unknown = given.filter((name) => !isGlob(name) && !known.includes(name));
  if (unknown.length === 0) return;
  const there = known.length === 0 ? "None is configured" : `The sources are ${known.join(", ")}`;
  throw new DomainError("invalid", `There is no source ${unknown.join(", ")}. ${there}; * stands for anything.`);
}
