import type { Asker } from "../access/asker.ts";
import { mayAct } from "../access/grant.ts";
import type { Permission } from "../access/permissions.ts";
import type { Ctx } from "../context.ts";
import { liveSessions, type SessionRow } from "./live-sessions.ts";
import type { Me, Ways } from "./output.ts";

/** Who asks, with what they may of people and their own sessions. */
export async function readMe(ctx: Ctx & Pick<Asker, "credential">): Promise<Me> {
  const { sql, principal, credential, config } = ctx;
  const may = (permission: Permission) => mayAct(principal.may, permission, "everywhere");
  // A token is not its maker: it is told nothing of them.
  const personId = credential === null || credential.kind === "token" ? null : credential.personId;
  const [own] =
    personId === null
      ? []
      : await sql<{ email: string | null; sessions: readonly SessionRow[] }[]>`
    select p.email, ${liveSessions(ctx, sql`p.id`)} as sessions from people p where p.id = ${personId}`;
  return {
    signsIn: config.signIn !== null,
    personId,
    kind: principal.kind,
    name: principal.name,
    email: own?.email ?? null,
    may: {
      viewPeople: may("people.view"),
      managePeople: may("people.manage"),
      makeTokens: may("token.make") && personId !== null,
    },
    sessions: (own?.sessions ?? []).map((session) => ({
      ...session,
      current: credential?.kind === "session" && credential.id === session.id,
    })),
  };
}

/** How one may sign in here; anybody may ask. */
export async function readWays({ sql, config: { signIn } }: Ctx): Promise<Ways> {
  const [{ accounts }] = await sql<[{ accounts: boolean }]>`select exists (select from people where way = 'account') as accounts`;
  return {
    accounts: signIn?.accounts ?? false,
    oidc: signIn?.oidc?.name ?? null,
    proxy: (signIn?.proxy ?? null) !== null,
    hours: signIn?.hours ?? 0,
    unset: signIn?.accounts === true && !accounts,
  };
}
