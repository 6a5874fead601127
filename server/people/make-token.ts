import { act } from "../access/act.ts";
import type { Asker } from "../access/asker.ts";
import { tokenStart } from "../access/find-token.ts";
import { missingOf } from "../access/holds.ts";
import { grantOf } from "../access/person-grants.ts";
import { hashSecret, newSecret } from "../access/secret.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { demandRole, demandSources } from "./find-person.ts";
import type { MakeTokenInput, TokenAct } from "./input.ts";
import type { MadeToken } from "./output.ts";

const shownCharacters = 8;

/**
 * Makes a token of whoever is signed in; only this answer holds it. Rejects with `forbidden` when its role may more there than its maker. A token makes no
 * tokens: a stolen one would outlive its end.
 */
export function makeToken(ctx: Ctx & Pick<Asker, "credential">, { name, days, ...given }: MakeTokenInput): Promise<MadeToken> {
  return act(ctx, { permission: "token.make", scope: "everywhere", subject: `token ${name}` }, async (tx, operation) => {
    if (ctx.credential === null) throw new DomainError("conflict", "A token belongs to a person: sign in on the console to make one.");
    demandRole(ctx.config, given.role);
    demandSources(ctx.config, given.sources);
    const missing = missingOf(ctx.principal.may, grantOf(ctx.config.access, given));
    if (missing.length > 0)
      throw new DomainError("forbidden", `A token cannot have permissions that you lack there: ${missing.join(", ")}.`);
    const token = `${tokenStart}${newSecret()}`;
    const expiresAt = new Date(operation.at.getTime() + days * 86_400_000);
    const [{ id }] = await tx<[{ id: number }]>`
      insert into api_tokens (hash, shown, name, person_id, role, sources, queues, created_at, expires_at)
      values (${hashSecret(token)}, ${token.slice(0, shownCharacters)}, ${name}, ${ctx.credential.personId}, ${given.role}, ${given.sources}, ${given.queues},
        ${operation.at}, ${expiresAt}) returning id`;
    operation.note({ data: { act: "make token", token: id, ...given, until: expiresAt.toISOString() } });
    operation.announce("people");
    return { id, token, expiresAt };
  });
}

/** Ends a token at once: one's own with the permission to make some, anybody's with that to manage people. */
export async function revokeToken(ctx: Ctx & Pick<Asker, "credential">, { id, reason }: TokenAct): Promise<void> {
  const own = await ctx.sql`select from api_tokens where id = ${id} and person_id = ${ctx.credential?.personId ?? 0}`;
  const permission = own.length > 0 ? "token.make" : "people.manage";
  await act(ctx, { permission, scope: "everywhere", subject: `token ${id}`, reason }, async (tx, operation) => {
    const [token] = await tx<{ name: string }[]>`delete from api_tokens where id = ${id} returning name`;
    if (!token) throw new DomainError("not_found", "This token was revoked already.");
    operation.note({ subject: `token ${token.name}`, data: { act: "revoke token", token: id } });
    operation.announce("people");
  });
}
