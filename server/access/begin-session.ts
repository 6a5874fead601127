import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { DomainError } from "../errors.ts";
import { announce } from "../live/announce.ts";
import { writeEvent } from "./act.ts";
import { agentWords } from "./agent-words.ts";
import { cookieOf, readCookie, setCookie } from "./cookies.ts";
import type { Person } from "./person.ts";
import { principalId } from "./remember-principal.ts";
import { hashSecret, newSecret } from "./secret.ts";

const deviceDays = 180;
const dayMs = 86_400_000;

/**
 * Signs a person in whose proof was looked at: begins a session under a new id and ends the one that the browser had, so that nobody can have set the id
 * before. The answer is the `set-cookie` headers. `by`: how, in words, for the audit log: "with a password". `password`: the hash that the proof was compared
 * with. `remember` writes what belongs to the session. Rejects with `unauthenticated` when the person was disabled or got another password since.
 */
export async function beginSession(
  ctx: Ctx,
  {
    id,
    by,
    password = null,
    ...person
  }: Pick<Person, "subject" | "name"> & {
    readonly id: number;
    readonly by: string;
    readonly password?: string | null;
  },
  headers: Pick<Headers, "get">,
  remember: (tx: Transaction, sessionId: number) => Promise<void> = async () => {},
): Promise<readonly string[]> {
  const { http, signIn } = ctx.config;
  if (!signIn) return [];
  const cookies = { session: cookieOf("session", http), device: cookieOf("device", http) };
  const had = readCookie(headers, cookies.session);
  const [session, device] = [newSecret(), (await knownDevice(ctx, id, readCookie(headers, cookies.device))) ?? newSecret()];
  const now = ctx.clock();
  const as = await principalId({ sql: ctx.sql, principal: { kind: "person", ...person, may: [] } });
  await ctx.sql.begin(async (tx) => {
    // Locked first: whoever disables somebody or sets a password locks their row before they end the sessions.
    const still = await tx`
      select from people where id = ${id} and disabled_at is null and (${password}::text is null or password = ${password}) for update`;
    if (still.length === 0)
      throw new DomainError("unauthenticated", "The account was disabled, or its password changed, in the meantime. Sign in again.");
    await tx`
      delete from sessions where ends_at <= ${now} or created_at <= ${new Date(now.getTime() - signIn.hours * 3_600_000)}
        or hash = ${hashSecret(had ?? "")}`;
    await tx`delete from known_devices where seen_at <= ${new Date(now.getTime() - deviceDays * dayMs)}`;
    const endsAt = new Date(now.getTime() + signIn.hours * 3_600_000);
    const [begun] = await tx<[{ id: number }]>`
      insert into sessions (hash, person_id, created_at, seen_at, ends_at, agent, address)
      values (${hashSecret(session)}, ${id}, ${now}, ${now}, ${endsAt}, ${agentWords(headers.get("user-agent"))}, ${ctx.address}) returning id`;
    await remember(tx, begun.id);
    await tx`
      insert into known_devices (hash, person_id, address, seen_at) values (${deviceHash(device, id)}, ${id}, ${ctx.address}, ${now})
      on conflict (hash) do update set seen_at = excluded.seen_at, address = excluded.address`;
    await tx`update people set seen_at = ${now} where id = ${id}`;
    await writeEvent(ctx, tx, { as, event: "session.begin", subject: `person ${id}`, data: { act: "sign in", by } });
    await announce(tx, ["people"]);
  });
  return [setCookie(cookies.session, session, signIn.hours * 3_600), setCookie(cookies.device, device, deviceDays * 86_400)];
}

/** Only a browser that this person signed in with keeps its id: another may have been set by whoever wants to guess at the account from it. */
async function knownDevice({ sql }: Ctx, personId: number, device: string | null): Promise<string | null> {
  if (device === null) return null;
  const known = await sql`select from known_devices where hash = ${deviceHash(device, personId)}`;
  return known.length > 0 ? device : null;
}

/** Several people may share a browser: the device is known of each by a hash of its own. */
export function deviceHash(device: string, personId: number): Uint8Array {
  return hashSecret(`${personId} ${device}`);
}
