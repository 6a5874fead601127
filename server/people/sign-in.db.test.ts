import { expect, test } from "vitest";
import { forgetBrowsers } from "../access/revoke-sessions.ts";
import { whoAsks } from "../access/who-asks.ts";
import type { Ctx } from "../context.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { cheapHash, cookiesOf, makeAccount, password, signInConfig } from "../testing/people.ts";
import { networkOf, takeTry } from "./limit-tries.ts";
import { passwordLink } from "./print-link.ts";
import { setPassword } from "./set-password.ts";
import { signIn } from "./sign-in.ts";

const email = "ann@shop.example";
const start = Date.parse("2026-11-20T12:00:00Z");

async function open() {
  const clients = await testDatabase();
  const time = { now: start };
  const ctx: Ctx = { ...testContext(clients, { clock: () => new Date(time.now), config: { signIn: signInConfig } }), address: "10.0.0.1" };
  const from = (address: string | null) => ({ ...ctx, address });
  return { ctx, time, from };
}
const none = new Headers();
const refused = "No account has this e-mail address and password.";
const wrong = (ctx: Ctx, address = email, headers = none) =>
  signIn(ctx, { email: address, password: "wrong wrong wrong" }, headers).then(String, (error: Error) => error.message);

/** A try that failed, without the work of a hash. */
const failed = (ctx: Ctx, tried: { email?: string; personId?: number }) =>
  takeTry(ctx, { email, personId: null, device: null, ...tried }).catch(() => {});

test("an account signs in by its address in any case, and is who asks from then on", async () => {
  const { ctx } = await open();
  await makeAccount(ctx, email, { role: "viewer" });
  const headers = cookiesOf(await signIn(ctx, { email: "ANN@Shop.Example", password }, none));
  expect((await whoAsks(ctx, headers, { isUse: true })).principal).toMatchObject({ name: "ann" });
});

test("a wrong password, an unknown, a disabled and an unfinished account are refused in the same words", async () => {
  const { ctx } = await open();
  const [, bob, eve] = [
    await makeAccount(ctx, email),
    await makeAccount(ctx, "bob@shop.example"),
    await makeAccount(ctx, "eve@shop.example"),
  ];
  await ctx.sql`update people set disabled_at = now() where id = ${bob.id}`;
  await ctx.sql`update people set password = null where id = ${eve.id}`;
  expect(await wrong(ctx)).toBe(refused);
  for (const address of ["nobody@shop.example", "bob@shop.example", "eve@shop.example"])
    await expect(signIn(ctx, { email: address, password }, none)).rejects.toMatchObject({ code: "unauthenticated", message: refused });
  expect(await ctx.sql`select from sessions`).toHaveLength(0);
});

test("each sign-in is written down, allowed or refused, and never with what was typed", async () => {
  const { ctx } = await open();
  const ann = await makeAccount(ctx, email);
  const typed = "hunter2-hunter2@typed.in-the-wrong-field";
  await wrong(ctx);
  await wrong(ctx, typed);
  await signIn(ctx, { email, password }, none);
  const rows =
    await ctx.sql`select p.name, a.permission, a.result, a.subject, a.address from audit a join principals p on p.id = a.principal_id order by a.id`;
  const written = { permission: "session.begin", address: "10.0.0.1" };
  expect([...rows]).toEqual([
    { ...written, name: "nobody", result: "refused", subject: `person ${ann.id}` },
    { ...written, name: "nobody", result: "refused", subject: "an unknown account" },
    { ...written, name: "ann", result: "allowed", subject: `person ${ann.id}` },
  ]);
  const [{ all }] = await ctx.sql<
    [{ all: string }]
  >`select string_agg(a::text, ' ') || (select string_agg(p::text, ' ') from principals p) as all from audit a`;
  expect(all).not.toMatch(/hunter2|wrong wrong|correct horse/);
});

test("failures make the next try wait, twice as long each time; success starts anew", async () => {
  const { ctx, time } = await open();
  await makeAccount(ctx, email);
  for (let n = 0; n < 5; n++) expect(await wrong(ctx)).toBe(refused);
  expect(await wrong(ctx)).toMatch(/^Too many tries to sign in failed\. Wait 1 s/);
  await expect(signIn(ctx, { email, password }, none)).rejects.toMatchObject({ code: "too_many" });
  for (const seconds of [1, 2, 4, 8]) {
    time.now += seconds * 1_000;
    expect(await wrong(ctx)).toBe(refused);
    time.now += seconds * 2_000 - 1;
    expect(await wrong(ctx)).toMatch(/^Too many/);
    time.now += 1 - seconds * 1_000;
  }
  time.now += 3_600_000;
  await signIn(ctx, { email, password }, none);
  for (let n = 0; n < 5; n++) expect(await wrong(ctx)).toBe(refused);
});

test("tries at the same time count each other", async () => {
  const { ctx } = await open();
  const all = await Promise.allSettled(Array.from({ length: 40 }, () => takeTry(ctx, { email, personId: null, device: null })));
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
  expect(all.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "too_many" } });
});

test("whoever knows the address keeps its owner out neither of a browser nor of a place that they used before", async () => {
  const { ctx, from } = await open();
  await makeAccount(ctx, email);
  const browser = cookiesOf(await signIn(from("192.0.2.1"), { email, password }, none));
  const [{ id: personId }] = await ctx.sql<[{ id: number }]>`select id from people`;
  for (let n = 0; n < 60; n++) await failed(from(`198.51.100.${n}`), { personId });
  for (let n = 0; n < 5; n++) await failed(from("192.0.2.1"), { personId });
  // A stranger waits everywhere by now, and so does one who shares the owner's address.
  expect(await wrong(from("198.51.100.99"))).toMatch(/^Too many/);
  expect(await wrong(from("192.0.2.1"))).toMatch(/^Too many/);
  await signIn(from("203.0.113.7"), { email, password }, browser);
  // From where the account was last, with a new browser: what others try elsewhere does not count.
  await signIn(from("203.0.113.7"), { email, password }, none);
}, 60_000);

test("a browser that is known has tries of its own, and is no way around the limit", async () => {
  const { ctx, from } = await open();
  await makeAccount(ctx, email);
  const [bob] = [await makeAccount(ctx, "bob@shop.example")];
  const browser = cookiesOf(await signIn(ctx, { email: "bob@shop.example", password }, none));
  for (let n = 0; n < 5; n++) expect(await wrong(from("198.51.100.1"), "bob@shop.example", browser)).toBe(refused);
  expect(await wrong(from("198.51.100.2"), "bob@shop.example", browser)).toMatch(/^Too many/);
  expect(bob.id).toBeGreaterThan(0);
  // Known of Bob, it is a stranger's at Ann's account.
  for (let n = 0; n < 5; n++) expect(await wrong(from("198.51.100.1"), email, browser)).toBe(refused);
  expect(await wrong(from("198.51.100.1"), email, browser)).toMatch(/^Too many/);
});

test("one address that tries many accounts waits, and signing in with its own account does not clear that", async () => {
  const { ctx, from } = await open();
  await makeAccount(ctx, "eve@shop.example");
  const eve = from("198.51.100.1");
  for (let n = 0; n < 29; n++) await failed(eve, { email: `person-${n}@shop.example` });
  await signIn(eve, { email: "eve@shop.example", password }, none);
  expect(await wrong(eve, "person-30@shop.example")).toBe(refused);
  expect(await wrong(eve, "person-31@shop.example")).toMatch(/^Too many/);
  expect(await wrong(from("198.51.100.2"), "person-31@shop.example")).toBe(refused);
}, 60_000);

test("tries are forgotten after a day", async () => {
  const { ctx, time } = await open();
  for (let n = 0; n < 8; n++) await takeTry(ctx, { email, personId: null, device: null }).catch(() => {});
  time.now += 86_400_001;
  await takeTry(ctx, { email: "other@shop.example", personId: null, device: null });
  expect([...(await ctx.sql`select key from sign_in_tries order by 1`)].map(({ key }) => key)).toEqual([
    "account other@shop.example",
    "address 10.0.0.1",
    "pair 10.0.0.1 other@shop.example",
  ]);
});

test("an address of IPv6 counts with its network of 64 bits", () => {
  expect(networkOf("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
  expect(networkOf("2001:DB8:0001:2::9")).toBe("2001:db8:1:2::/64");
  expect(networkOf("2001:db8::1")).toBe("2001:db8:0:0::/64");
  expect(networkOf("::1")).toBe("0:0:0:0::/64");
  expect(networkOf("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
  expect([networkOf("10.0.0.1"), networkOf(null)]).toEqual(["10.0.0.1", "unknown"]);
});

test("where accounts are off nobody signs in with a password", async () => {
  const { ctx } = await open();
  const off = { ...ctx, config: { ...ctx.config, signIn: { ...signInConfig, accounts: false } } };
  await expect(signIn(off, { email, password }, none)).rejects.toMatchObject({ code: "forbidden" });
});

/** Until another transaction waits for a lock that this one holds. */
const othersWait = ({ sql }: Ctx) =>
  expect
    .poll(() => sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`, { timeout: 20_000 })
    .toHaveLength(1);

test("a password that was changed, or an account that was disabled, while it was compared begins no session", async () => {
  const { ctx } = await open();
  const { id } = await makeAccount(ctx, email);
  const changes = [ctx.sql`password = ${cheapHash("another password")}`, ctx.sql`disabled_at = now(), password = ${cheapHash(password)}`];
  for (const change of changes) {
    await ctx.sql`update people set disabled_at = null, password = ${cheapHash(password)}`;
    const signing = await ctx.sql.begin(async (tx) => {
      await tx`update people set ${change} where id = ${id}`;
      const result = signIn(ctx, { email, password }, none).then(
        () => "signed in",
        ({ code }: { code: string }) => code,
      );
      await othersWait(ctx);
      await forgetBrowsers(tx, id);
      return { result };
    });
    expect(await signing.result).toBe("unauthenticated");
    expect(await ctx.sql`select from sessions`).toHaveLength(0);
  }
  expect([...(await ctx.sql`select result, subject from audit`)]).toEqual(
    changes.map(() => ({ result: "refused", subject: `person ${id}` })),
  );
});

test("a try is given back in the order in which tries are taken, wherever its rows lie", async () => {
  const { ctx } = await open();
  const giveBack = await takeTry(ctx, { email, personId: null, device: null });
  for (const kind of ["pair", "address", "account"]) await ctx.sql`update sign_in_tries set at = at where key like ${`${kind} %`}`;
  // Few rows, as the planner now knows: it reads them as they lie.
  await ctx.sql`analyze sign_in_tries`;
  const given = await ctx.sql.begin(async (tx) => {
    await tx`update sign_in_tries set at = at where key like 'account %'`;
    const result = giveBack();
    result.catch(() => {});
    await othersWait(ctx);
    await tx`update sign_in_tries set at = at where key like 'address %'`;
    await tx`update sign_in_tries set at = at where key like 'pair %'`;
    return { result };
  });
  await given.result;
});

test("to set a password and to disable the account at the same time never wait for each other in a circle", async () => {
  const { ctx } = await open();
  const { id } = await makeAccount(ctx, email);
  const secret = (await passwordLink(ctx, email)).split("#")[1] ?? "";
  const setting = await ctx.sql.begin(async (tx) => {
    await tx`update people set disabled_at = now() where id = ${id}`;
    const result = setPassword(ctx, { secret, password: "three old boats on a lake" }, none).then(
      String,
      ({ code }: { code: string }) => code,
    );
    await othersWait(ctx);
    await tx`delete from one_time_links where person_id = ${id}`;
    return { result };
  });
  expect(await setting.result).toBe("not_found");
});
