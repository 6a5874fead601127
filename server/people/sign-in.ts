import { writeEvent } from "../access/act.ts";
import { beginSession } from "../access/begin-session.ts";
import { cookieOf, readCookie } from "../access/cookies.ts";
import { nobody } from "../access/principal.ts";
import { principalId } from "../access/remember-principal.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { isPassword } from "./hash-password.ts";
import type { SignInInput } from "./input.ts";
import { takeTry } from "./limit-tries.ts";

interface Account {
  readonly id: number;
  readonly subject: string;
  readonly email: string;
  readonly name: string;
  readonly password: string | null;
  readonly disabled: boolean;
}

/**
 * Signs somebody in by e-mail address and password; answers the `set-cookie` headers. Rejects with `unauthenticated`, in the same words and after the same
 * work whether the account is there or not, and with `too_many` after many failures.
 */
export async function signIn(ctx: Ctx, { email, password }: SignInInput, headers: Pick<Headers, "get">): Promise<readonly string[]> {
  if (!ctx.config.signIn?.accounts) throw new DomainError("forbidden", "Nobody signs in with a password here.");
  const [account] = await ctx.sql<Account[]>`
    select id, subject, email, name, password, disabled_at is not null as disabled from people where way = 'account' and lower(email) = lower(${email})`;
  const device = readCookie(headers, cookieOf("device", ctx.config.http));
  const giveBack = await takeTry(ctx, { ...countedAs(account, email), device });
  const right = await isPassword(account?.password ?? null, password);
  if (!account || !right || account.disabled) {
    await writeRefusal(
      ctx,
      account,
      account?.disabled ? "The account is disabled." : "E-mail address and password do not belong together.",
    );
    throw new DomainError("unauthenticated", "No account has this e-mail address and password.");
  }
  await giveBack();
  const { id, subject, name } = account;
  try {
    return await beginSession(ctx, { id, subject, name, password: account.password, by: "with a password" }, headers);
  } catch (error) {
    // Others were hashed first: the account may be another by now.
    if (error instanceof DomainError && error.code === "unauthenticated") await writeRefusal(ctx, account, error.message);
    throw error;
  }
}

/** The account's own address where there is one: what a database takes for equal has many spellings. */
function countedAs(account: Account | undefined, email: string) {
  return account ? { email: account.email.toLowerCase(), personId: account.id } : { email: email.toLowerCase(), personId: null };
}

/** An address that no account has is not written down: some people type their password there. */
async function writeRefusal(ctx: Ctx, account: Account | undefined, refused: string): Promise<void> {
  const as = await principalId({ sql: ctx.sql, principal: nobody });
  const subject = account ? `person ${account.id}` : "an unknown account";
  const data = { act: "sign in", refused } as const;
  await ctx.sql.begin((tx) => writeEvent(ctx, tx, { as, event: "session.begin", subject, result: "refused", data }));
}
