import { writeEvent } from "../../access/act.ts";
import type { Asker } from "../../access/asker.ts";
import { principalId } from "../../access/remember-principal.ts";
import type { Ctx } from "../../context.ts";
import type { Transaction } from "../../db/client.ts";
import { readNow } from "../../db/read-now.ts";
import { DomainError } from "../../errors.ts";
import { demandUrl, personRule } from "../../outbound/rule.ts";
import type { Subscribe } from "../input.ts";
import type { PushState } from "../output.ts";
import { encryptPush } from "./encrypt.ts";
import { readPushKeys } from "./read-keys.ts";

const mostDevices = 20;

type Asking = Pick<Ctx, "sql" | "config" | "clock" | "principal" | "address"> & Pick<Asker, "credential">;

/** Whether devices can be told here, by which key a browser subscribes, and how many of one's own do. */
export async function readPush(ctx: Asking): Promise<PushState> {
  const offered = ctx.config.channels.some(({ kind }) => kind === "push") && ctx.credential?.kind !== "token";
  if (!offered) return { offered, key: null, devices: 0 };
  const { publicKey } = await readPushKeys(ctx);
  const [{ devices }] = await ctx.sql<[{ devices: number }]>`
    select count(*)::int as devices from push_subscriptions where person_id is not distinct from ${personOf(ctx)}`;
  return { offered, key: publicKey, devices };
}

/** The browser of whoever asks is told from now on. One that was another person's is theirs now. */
export async function subscribe(ctx: Asking, { endpoint, p256dh, auth }: Subscribe): Promise<void> {
  const person = personOf(ctx);
  demandUsable(ctx, { endpoint, p256dh, auth });
  const as = await principalId(ctx);
  await ctx.sql.begin(async (tx) => {
    const [before] = await tx<{ personId: number | null }[]>`
      select person_id as "personId" from push_subscriptions where endpoint = ${endpoint} for update`;
    await tx`
      insert into push_subscriptions (person_id, session_id, endpoint, p256dh, auth, created_at)
      values (${person}, ${sessionOf(ctx)}, ${endpoint}, ${p256dh}, ${auth}, ${await readNow({ ...ctx, sql: tx })})
      on conflict (endpoint) do update set person_id = excluded.person_id, session_id = excluded.session_id, p256dh = excluded.p256dh, auth = excluded.auth`;
    // The oldest were left behind by browsers that are gone.
    await tx`
      delete from push_subscriptions where id in (
        select id from push_subscriptions where person_id is not distinct from ${person} order by id desc offset ${mostDevices})`;
    if (!before || before.personId !== person)
      await noteDevice(ctx, tx, { as, endpoint, data: { act: "add device", ...(before && { takenFrom: before.personId }) } });
  });
}

/**
 * A browser that is told already is of the session that asks from now on: somebody who signs in anew ends it with that session. Answers whether it is told,
 * and is theirs; nothing is added.
 */
export async function relink(ctx: Asking, { endpoint }: Pick<Subscribe, "endpoint">): Promise<boolean> {
  const person = personOf(ctx);
  const { count } = await ctx.sql`
    update push_subscriptions set session_id = ${sessionOf(ctx)} where endpoint = ${endpoint} and person_id is not distinct from ${person}`;
  return count > 0;
}

/** That browser is told no more. None is told of already: nothing changes. */
export async function unsubscribe(ctx: Asking, { endpoint }: Pick<Subscribe, "endpoint">): Promise<void> {
  const person = personOf(ctx);
  const as = await principalId(ctx);
  await ctx.sql.begin(async (tx) => {
    const { count } = await tx`delete from push_subscriptions where endpoint = ${endpoint} and person_id is not distinct from ${person}`;
    if (count > 0) await noteDevice(ctx, tx, { as, endpoint, data: { act: "remove device" } });
  });
}

/** Whoever has the address of a device can send to it, so that only its host is written down. */
function noteDevice(
  ctx: Asking,
  tx: Transaction,
  { as, endpoint, data }: { as: number; endpoint: string; data: { act: "add device" | "remove device"; takenFrom?: number | null } },
): Promise<void> {
  const person = personOf(ctx);
  const subject = person === null ? "whoever opens the console" : `person ${person}`;
  return writeEvent(ctx, tx, { as, event: "account.device", subject, data: { ...data, host: new URL(endpoint).host } });
}

/** A row of `people`; null: nobody has to sign in. Rejects with `forbidden` for a token. */
function personOf({ credential }: Asking): number | null {
  if (credential?.kind === "token") throw new DomainError("forbidden", "A token has no device: sign in with a browser.");
  return credential?.personId ?? null;
}

function sessionOf({ credential }: Asking): number | null {
  return credential?.kind === "session" ? credential.id : null;
}

function demandUsable({ config }: Asking, { endpoint, p256dh, auth }: Subscribe): void {
  try {
    demandUrl(new URL(endpoint), personRule(config.outbound.allow));
    encryptPush("", { p256dh, auth });
  } catch (cause) {
    throw new DomainError("invalid", "This is no subscription that a browser has made.", { cause });
  }
}
