import { isIPv6 } from "node:net";
import type { Ctx } from "../context.ts";
import { deviceHash } from "../access/begin-session.ts";
import { DomainError } from "../errors.ts";

/** So many failures are free; each more makes the next wait twice as long, up to the longest. */
const kinds = {
  device: { free: 5, longestSeconds: 900 },
  pair: { free: 5, longestSeconds: 900 },
  address: { free: 30, longestSeconds: 900 },
  account: { free: 50, longestSeconds: 60 },
} as const;
const forgottenMs = 86_400_000;

export interface Try {
  /** In lower case. */
  readonly email: string;
  /** The account that has it; null: none. */
  readonly personId: number | null;
  /** What the cookie of the device holds. */
  readonly device: string | null;
}

/**
 * Takes a try before its password is looked at, so that tries at the same time count each other. Rejects with `too_many` and the seconds to wait. A browser
 * that the account signed in with before is counted by itself, so that whoever knows an e-mail address cannot keep its owner out. All others are
 * counted by account and address together, by address, and, where the account never came from that address, by account. The answer gives the try back.
 */
export async function takeTry(ctx: Pick<Ctx, "sql" | "clock" | "address">, tried: Try): Promise<() => Promise<void>> {
  const keys = await keysOf(ctx, tried);
  const now = ctx.clock();
  await ctx.sql`
    delete from sign_in_tries where key in (
      select key from sign_in_tries where at < ${new Date(now.getTime() - forgottenMs)} for update skip locked)`;
  await ctx.sql.begin(async (tx) => {
    for (const { key, free, longestSeconds } of keys) {
      const [row] = await tx<[{ until: Date; failures: number }]>`
        insert into sign_in_tries (key, failures, at, until) values (${key}, 0, ${now}, ${now})
        on conflict (key) do update set key = excluded.key returning until, failures`;
      if (row.until > now) throw tooSoon(row.until.getTime() - now.getTime());
      const failures = row.failures + 1;
      const seconds = failures < free ? 0 : Math.min(longestSeconds, 2 ** Math.min(failures - free, 20));
      await tx`
        update sign_in_tries set failures = ${failures}, at = ${now}, until = ${new Date(now.getTime() + seconds * 1_000)} where key = ${key}`;
    }
  });
  return async () => {
    await ctx.sql`
      update sign_in_tries set failures = case when key like 'a%' then failures - 1 else 0 end, until = ${now}
      where key in (select key from sign_in_tries where key in ${ctx.sql(keys.map(({ key }) => key))} order by key collate "C" for update)`;
  };
}

/** In the order of the bytes, as they are given back: two tries never wait for each other in a circle. */
async function keysOf({ sql, address }: Pick<Ctx, "sql" | "address">, { email, personId, device }: Try) {
  const known =
    personId === null
      ? []
      : await sql<{ hash: Uint8Array; address: string | null }[]>`
    select hash, address from known_devices where person_id = ${personId}`;
  const hash = device !== null && personId !== null ? Buffer.from(deviceHash(device, personId)) : null;
  if (hash && known.some((one) => hash.equals(one.hash))) return [{ key: `device ${hash.toString("hex")}`, ...kinds.device }];
  const from = networkOf(address);
  return [
    ...(known.some((one) => one.address !== null && networkOf(one.address) === from)
      ? []
      : [{ key: `account ${email}`, ...kinds.account }]),
    { key: `address ${from}`, ...kinds.address },
    { key: `pair ${from} ${email}`, ...kinds.pair },
  ];
}

/** Who has one address of IPv6 has 2^64. */
export function networkOf(address: string | null): string {
  if (address === null || !isIPv6(address)) return address ?? "unknown";
  const [head = "", tail] = address.toLowerCase().split("%", 1)[0]?.split("::") ?? [];
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  return `${[...left, ...zeros, ...right]
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}

function tooSoon(ms: number): DomainError {
  const seconds = Math.ceil(ms / 1_000);
  const wait = seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
  return new DomainError("too_many", `Too many tries to sign in failed. Wait ${wait}, or ask for a link that sets a new password.`);
}
