import { writeEvent } from "../access/act.ts";
import { beginSession } from "../access/begin-session.ts";
import { principalId } from "../access/remember-principal.ts";
import { forgetBrowsers } from "../access/revoke-sessions.ts";
import type { Ctx } from "../context.ts";
import { announce } from "../live/announce.ts";
import { checkPassword } from "./check-password.ts";
import { hashPassword } from "./hash-password.ts";
import type { SetPasswordInput } from "./input.ts";
import { findLink, linkEnded } from "./one-time-link.ts";

/**
 * Sets the password of an account by a link, ends all its sessions and signs it in; answers the `set-cookie` headers. Rejects with `not_found` when the link
 * is none.
 */
export async function setPassword(
  ctx: Ctx,
  { secret, password }: SetPasswordInput,
  headers: Pick<Headers, "get">,
): Promise<readonly string[]> {
  const link = await findLink(ctx, ctx.sql, secret, { using: false });
  if (!link || link.personId === null) throw linkEnded();
  const { personId, email, name } = link;
  checkPassword(password, { email, name: name ?? "" });
  const hash = await hashPassword(password);
  const [person] = await ctx.sql<
    [{ id: number; subject: string; name: string }]
  >`select id, subject, name from people where id = ${personId}`;
  const as = await principalId({ sql: ctx.sql, principal: { kind: "person", subject: person.subject, name: person.name, may: [] } });
  await ctx.sql.begin(async (tx) => {
    // Before the link, as who disables the person or makes a newer link does: otherwise both wait for each other.
    await tx`select from people where id = ${personId} for update`;
    if ((await findLink(ctx, tx, secret, { using: true })) === null) throw linkEnded();
    await tx`update people set password = ${hash} where id = ${personId}`;
    await forgetBrowsers(tx, personId);
    await writeEvent(ctx, tx, { as, event: "account.password", subject: `person ${personId}`, data: { act: "set password" } });
    await announce(tx, ["people"]);
  });
  return beginSession(ctx, { ...person, password: hash, by: "by a link that set the password" }, headers);
}
