import { randomUUID } from "node:crypto";
import { writeEvent } from "../access/act.ts";
import { beginSession } from "../access/begin-session.ts";
import { principalId } from "../access/remember-principal.ts";
import type { Ctx } from "../context.ts";
import { locks } from "../db/locks.ts";
import { announce } from "../live/announce.ts";
import { checkPassword } from "./check-password.ts";
import { hashPassword } from "./hash-password.ts";
import type { SetUpInput } from "./input.ts";
import { findLink, linkEnded } from "./one-time-link.ts";

/** Makes the first account by a setup link, gives it admin everywhere and signs it in; answers the `set-cookie` headers. Rejects with `not_found` when the link is none. */
export async function setUp(
  ctx: Ctx,
  { secret, email, name, password }: SetUpInput,
  headers: Pick<Headers, "get">,
): Promise<readonly string[]> {
  const now = ctx.clock();
  // A link that is none must not cost the work of a hash.
  if ((await findLink(ctx, ctx.sql, secret, { using: false }))?.purpose !== "setup") throw linkEnded();
  checkPassword(password, { email, name });
  const [hash, subject] = [await hashPassword(password), randomUUID()];
  const as = await principalId({ sql: ctx.sql, principal: { kind: "person", subject, name, may: [] } });
  const { id } = await ctx.sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${locks.people})`;
    if ((await findLink(ctx, tx, secret, { using: true }))?.purpose !== "setup") throw linkEnded();
    const [account] = await tx<[{ id: number }]>`
      insert into people (way, subject, email, name, password, created_at) values ('account', ${subject}, ${email}, ${name}, ${hash}, ${now}) returning id`;
    await tx`
      insert into given_roles (person_id, role, sources, queues, given_by, given_at)
      values (${account.id}, 'admin', ${["*"]}, ${["*"]}, ${as}, ${now})`;
    await writeEvent(ctx, tx, {
      as,
      event: "account.setup",
      subject: `person ${account.id}`,
      data: { act: "set up", role: "admin", sources: ["*"], queues: ["*"] },
    });
    await announce(tx, ["people"]);
    return account;
  });
  return beginSession(ctx, { id, subject, name, password: hash, by: "by the setup link" }, headers);
}
