import { DomainError } from "../errors.ts";
import { knownPassword } from "./known-password.ts";

/** Throws `invalid` when a new password is one that guessing begins with. */
export function checkPassword(password: string, person: { readonly email: string | null; readonly name: string }): void {
  const refusal = knownPassword(password, { email: person.email ?? "", name: person.name });
  if (refusal !== null) throw new DomainError("invalid", refusal);
}
