import { randomUUID } from "node:crypto";
import { act } from "../access/act.ts";
import type { Asker } from "../access/asker.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { demandReach } from "./demand-reach.ts";
import { lockPerson } from "./find-person.ts";
import type { InviteInput } from "./input.ts";
import type { Invited } from "./output.ts";
import { linkMinutes, linkUrl, makeLink } from "./one-time-link.ts";

/**
 * Makes an account without a password and the link that sets one, to be handed to the person: it is shown once. Rejects with `conflict` when the address has
 * one, and with `forbidden` when redrive.yaml gives the address more than who asks has.
 */
export function invitePerson(ctx: Ctx & Pick<Asker, "credential">, { email, name }: InviteInput): Promise<Invited> {
  return act(ctx, { permission: "people.manage", scope: "everywhere", subject: email }, async (tx, operation) => {
    if (!ctx.config.signIn?.accounts)
      throw new DomainError("conflict", "Nobody signs in with an account here: redrive.yaml does not allow it.");
    const [person] = await tx<{ id: number }[]>`
      insert into people (way, subject, email, name, created_at) values ('account', ${randomUUID()}, ${email}, ${name}, ${operation.at})
      on conflict (lower(email)) where way = 'account' do nothing returning id`;
    if (!person) throw new DomainError("conflict", `${email} has an account already.`);
    await demandReach(ctx, tx, person.id);
    operation.note({ subject: `person ${person.id}`, data: { act: "invite" } });
    operation.announce("people");
    return { id: person.id, ...(await linkOf(ctx, tx, person.id, operation.at)) };
  });
}

/**
 * A new link that sets the password of an account; the one before stops, the password stays until it is used. Rejects with `forbidden` when the account has
 * permissions that who asks lacks.
 */
export function renewLink(ctx: Ctx & Pick<Asker, "credential">, { id }: { readonly id: number }): Promise<Invited> {
  return act(ctx, { permission: "people.manage", scope: "everywhere", subject: `person ${id}` }, async (tx, operation) => {
    const { way, disabled, name } = await lockPerson(tx, id);
    if (way !== "account") throw new DomainError("conflict", `${name} signs in by single sign-on: there is no password here.`);
    if (disabled) throw new DomainError("conflict", `${name} is disabled. Enable the account first.`);
    await demandReach(ctx, tx, id);
    operation.note({ data: { act: "link" } });
    return { id, ...(await linkOf(ctx, tx, id, operation.at)) };
  });
}

async function linkOf(
  { config, credential }: Ctx & Pick<Asker, "credential">,
  tx: Parameters<typeof makeLink>[0],
  personId: number,
  at: Date,
): Promise<Omit<Invited, "id">> {
  const until = new Date(at.getTime() + linkMinutes.invitation * 60_000);
  const secret = await makeLink(tx, { purpose: "password", personId, madeBy: credential?.personId ?? null }, until);
  return { link: linkUrl(config.http, "password", secret), until };
}
