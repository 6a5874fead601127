import { writeEvent } from "../access/act.ts";
import { systemPrincipal } from "../access/principal.ts";
import { principalId } from "../access/remember-principal.ts";
import type { Ctx } from "../context.ts";
import { locks } from "../db/locks.ts";
import { DomainError } from "../errors.ts";
import { linkMinutes, linkUrl, makeLink } from "./one-time-link.ts";

type Where = Pick<Ctx, "sql" | "config" | "clock">;

/** Whoever runs the server. */
const principal = systemPrincipal("setup");

const untilOf = ({ clock }: Where) => new Date(clock().getTime() + linkMinutes.printed * 60_000);

/**
 * The link that makes the first account; any before stops. null: there is an account, or accounts are off. `again` false: null also while the link that
 * another start printed still works.
 */
export async function setupLink(ctx: Where, { again }: { readonly again: boolean }): Promise<string | null> {
  if (!ctx.config.signIn?.accounts) return null;
  const as = await principalId({ ...ctx, principal });
  return ctx.sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${locks.people})`;
    const [{ accounts, live }] = await tx<[{ accounts: boolean; live: boolean }]>`
      select exists (select from people where way = 'account') as accounts,
        exists (select from one_time_links where purpose = 'setup' and until > ${ctx.clock()}) as live`;
    if (accounts || (live && !again)) return null;
    const event = { as, event: "account.link", subject: "the first account", data: { act: "setup link" } } as const;
    await writeEvent({ ...ctx, address: null }, tx, event);
    return linkUrl(ctx.config.http, "setup", await makeLink(tx, { purpose: "setup" }, untilOf(ctx)));
  });
}

/** The link that sets a new password of an account; any before stops. Rejects with `not_found` when no account has the address. */
export async function passwordLink(ctx: Where, email: string): Promise<string> {
  const as = await principalId({ ...ctx, principal });
  return ctx.sql.begin(async (tx) => {
    const [account] = await tx<{ id: number; disabled: boolean }[]>`
      select id, disabled_at is not null as disabled from people where way = 'account' and lower(email) = lower(${email}) for update`;
    if (!account) throw new DomainError("not_found", `No account has the e-mail address ${email}.`);
    if (account.disabled) throw new DomainError("conflict", `The account ${email} is disabled. Enable it on People first.`);
    const event = { as, event: "account.link", subject: `person ${account.id}`, data: { act: "link" } } as const;
    await writeEvent({ ...ctx, address: null }, tx, event);
    return linkUrl(
      ctx.config.http,
      "password",
      await makeLink(tx, { purpose: "password", personId: account.id, madeBy: null }, untilOf(ctx)),
    );
  });
}
