import { randomBytes, randomUUID, scryptSync } from "node:crypto";
import { beginSession } from "../access/begin-session.ts";
import { newSecret, hashSecret } from "../access/secret.ts";
import type { Config } from "../config/config.ts";
import type { Ctx } from "../context.ts";

export const signInConfig: NonNullable<Config["signIn"]> = { accounts: true, oidc: null, proxy: null, hours: 12, idleHours: 4 };
export const password = "correct horse battery staple";

/** An account with a hash that takes no time, and a role everywhere, or in the queues of a pattern. */
export async function makeAccount(ctx: Ctx, email: string, { role, queues = ["*"] }: { role?: string; queues?: readonly string[] } = {}) {
  const [name = ""] = email.split("@");
  const [{ id, subject }] = await ctx.sql<[{ id: number; subject: string }]>`
    insert into people (way, subject, email, name, password, created_at)
    values ('account', ${randomUUID()}, ${email}, ${name}, ${cheapHash(password)}, ${ctx.clock()}) returning id, subject`;
  if (role)
    await ctx.sql`
      insert into given_roles (person_id, role, sources, queues, given_by, given_at)
      values (${id}, ${role}, ${["*"]}, ${queues}, 0, ${ctx.clock()})`;
  return { id, subject, name, email };
}

export function cheapHash(text: string): string {
  const salt = randomBytes(16);
  return `scrypt$4$8$1$${salt.toString("base64url")}$${scryptSync(text, salt, 32, { N: 16, r: 8, p: 1 }).toString("base64url")}`;
}

/** A session of a person: the headers that a browser sends with it. */
export async function signedIn(
  ctx: Ctx,
  person: { readonly id: number; readonly subject: string; readonly name: string },
  headers = new Headers(),
) {
  return cookiesOf(await beginSession(ctx, { ...person, by: "in a test" }, headers));
}

/** What a browser sends after it was told these. */
export function cookiesOf(told: readonly string[]): Headers {
  return new Headers({
    cookie: told.map((cookie) => cookie.split(";", 1)[0]).join("; "),
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
  });
}

export async function makeToken(
  ctx: Ctx,
  personId: number,
  { role, queues = ["*"], days = 30 }: { role: string; queues?: readonly string[]; days?: number },
) {
  const token = `rdv_${newSecret()}`;
  const expiresAt = new Date(ctx.clock().getTime() + days * 86_400_000);
  const [{ id }] = await ctx.sql<[{ id: number }]>`
    insert into api_tokens (hash, shown, name, person_id, role, sources, queues, created_at, expires_at)
    values (${hashSecret(token)}, ${token.slice(0, 8)}, 'pipeline', ${personId}, ${role}, ${["*"]}, ${queues}, ${ctx.clock()}, ${expiresAt}) returning id`;
  return { id, token, headers: new Headers({ authorization: `Bearer ${token}` }) };
}
