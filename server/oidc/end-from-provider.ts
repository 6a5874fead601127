import { endSessions } from "../access/end-sessions.ts";
import { oidcSubject } from "../access/person.ts";
import { systemPrincipal } from "../access/principal.ts";
import { principalId } from "../access/remember-principal.ts";
import { hashSecret } from "../access/secret.ts";
import type { Oidc } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { problemOf } from "./problem.ts";
import { findProvider } from "./provider.ts";
import { readLogoutToken } from "./read-logout-token.ts";

/** Longer than a token is taken after it was made. */
const rememberMs = 1_200_000;

/**
 * Ends the sessions that a logout token of the provider names, in every process. Also where there are none: then nothing is left to do. Rejects with `invalid` for
 * a token that is wrong or was used before, and with `unavailable` where the provider's keys cannot be read: it may try again.
 */
export async function endFromProvider(ctx: Ctx, oidc: Oidc, token: string): Promise<void> {
  const now = ctx.clock();
  const provider = await findProvider(ctx, oidc).catch((error: unknown) => {
    throw new DomainError("unavailable", `The keys of the provider cannot be read. ${problemOf(error).message}`);
  });
  const { sub, sid, jti } = await readLogoutToken(token, { provider, oidc, config: ctx.config, now });
  const as = await principalId({ sql: ctx.sql, principal: systemPrincipal("single sign-on") });
  await ctx.sql.begin(async (tx) => {
    await tx`delete from oidc_logouts where until <= ${now}`;
    const first = await tx`
      insert into oidc_logouts (token, until) values (${hashSecret(jti)}, ${new Date(now.getTime() + rememberMs)}) on conflict do nothing`;
    if (first.count === 0) throw new DomainError("invalid", "The logout token was used before.");
    const found = await tx<{ personId: number; ids: number[] }[]>`
      select p.id as "personId", array_agg(s.id) as ids
      from oidc_sessions o join sessions s on s.id = o.session_id join people p on p.id = s.person_id
      where p.way = 'oidc' and starts_with(p.subject, ${oidcSubject(oidc.issuer, sub ?? "")})
        and (${sub}::text is null or p.subject = ${oidcSubject(oidc.issuer, sub ?? "")}) and (${sid}::text is null or o.sid = ${sid})
      group by p.id`;
    for (const person of found) await endSessions(ctx, tx, { ...person, as, by: oidc.name });
  });
}
