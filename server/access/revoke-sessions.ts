import type { Fragment } from "postgres";
import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { DomainError } from "../errors.ts";
import { announce } from "../live/announce.ts";
import { act, writeEvent } from "./act.ts";
import type { Asker } from "./asker.ts";
import { principalId } from "./remember-principal.ts";

/** Ends all sessions of a person and forgets their browsers, which are told of alerts no more, in a transaction that announces it. */
export async function forgetBrowsers(tx: Transaction, personId: number): Promise<void> {
  await tx`delete from sessions where person_id = ${personId}`;
  await tx`delete from known_devices where person_id = ${personId}`;
  await forgetDevices(tx, personId);
}

/** Nothing is pushed to their phones and browsers any more, or to those of `which` sessions. Answers how many there were. */
async function forgetDevices(tx: Transaction, personId: number, which: Fragment = tx``): Promise<number> {
  return (await tx`delete from push_subscriptions where person_id = ${personId} ${which}`).count;
}

/**
 * Ends one session of a person, or all of them (null), at once in every process. Their devices are told of alerts no more: the reason may be a phone that is
 * lost. Rejects with `not_found` when the one has ended, and where there is nothing to end.
 */
export async function revokeSessions(
  ctx: Ctx,
  { id, session, reason }: { readonly id: number; readonly session: number | null; readonly reason: string },
): Promise<void> {
  await act(ctx, { permission: "people.manage", scope: "everywhere", subject: `person ${id}`, reason }, async (tx, operation) => {
    const ended = await tx`delete from sessions where person_id = ${id} ${session === null ? tx`` : tx`and id = ${session}`}`;
    const devices = await forgetDevices(tx, id, session === null ? tx`` : tx`and session_id = ${session}`);
    if (ended.count + devices === 0)
      throw new DomainError("not_found", session === null ? "This person has no session." : "This session has ended already.");
    operation.note({ data: { act: "revoke", sessions: ended.count } });
    operation.announce("people");
  });
}

/** Ends one of one's own sessions, or all but this one (null), and what is pushed to their devices. A token has none: it does not act on its maker. */
export async function revokeOwnSessions(
  ctx: Ctx & Pick<Asker, "credential">,
  { session }: { readonly session: number | null },
): Promise<void> {
  const { credential } = ctx;
  if (credential?.kind !== "session") throw new DomainError("conflict", "Only somebody who is signed in has sessions.");
  const as = await principalId(ctx);
  await ctx.sql.begin(async (tx) => {
    const which = session === null ? tx`and id <> ${credential.id}` : tx`and id = ${session}`;
    const ended = await tx`delete from sessions where person_id = ${credential.personId} ${which}`;
    const of = session === null ? tx`and session_id is distinct from ${credential.id}` : tx`and session_id = ${session}`;
    const devices = await forgetDevices(tx, credential.personId, of);
    if (ended.count + devices === 0) throw new DomainError("not_found", "This session has ended already.");
    await writeEvent(ctx, tx, {
      as,
      event: "session.end",
      subject: `person ${credential.personId}`,
      data: { act: "revoke", sessions: ended.count },
    });
    await announce(tx, ["people"]);
  });
}
