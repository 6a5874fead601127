import { expect, test } from "vitest";
import type { Asker } from "../access/asker.ts";
import { nobody } from "../access/principal.ts";
import { relink } from "../alerts/push/subscribe.ts";
import { revokeOwnSessions, revokeSessions } from "../access/revoke-sessions.ts";
import { whoAsks } from "../access/who-asks.ts";
import type { Config } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { shop } from "../testing/messages.ts";
import { cookiesOf, makeAccount, makeToken as tokenOf, password, signedIn, signInConfig } from "../testing/people.ts";
import { disablePerson, enablePerson } from "./disable.ts";
import { giveRole, takeRole } from "./give-role.ts";
import { invitePerson, renewLink } from "./invite.ts";
import { listPeople } from "./list.ts";
import { makeToken, revokeToken } from "./make-token.ts";
import { passwordLink, setupLink } from "./print-link.ts";
import { readMe, readWays } from "./read-me.ts";
import { setPassword } from "./set-password.ts";
import { setUp } from "./set-up.ts";
import { signIn } from "./sign-in.ts";

const start = Date.parse("2026-11-20T12:00:00Z");
const none = new Headers();
const reason = "a test";
const ann = { email: "ann@shop.example", name: "Ann", password: "three old boats on a lake" };
const everywhere = { sources: ["*"], queues: ["*"] };

async function open(config: Partial<Config> = {}) {
  const clients = await testDatabase();
  const time = { now: start };
  const ctx: Ctx = {
    ...testContext(clients, {
      clock: () => new Date(time.now),
      config: { signIn: signInConfig, sources: [{ ...shop, name: "eu" }], ...config },
    }),
    principal: nobody,
    address: "10.0.0.1",
  };
  /** As who is signed in with these headers. */
  const as = async (headers: Headers): Promise<Ctx & Asker> => ({ ...ctx, ...(await whoAsks(ctx, headers, { isUse: true })) });
  const admin = async (email = "boss@shop.example") => as(await signedIn(ctx, await makeAccount(ctx, email, { role: "admin" })));
  return { ctx, time, as, admin };
}
const secretOf = (link: string | null) => link?.split("#")[1] ?? "";
const acts = (ctx: Ctx) =>
  ctx.sql`select p.name, a.permission, a.result, a.data ->> 'act' as act from audit a join principals p on p.id = a.principal_id order by a.id`;

const refused = async (ctx: Ctx) =>
  (
    await ctx.sql<{ permission: string; subject: string; reason: string | null }[]>`
    select permission, subject, reason from audit where result = 'refused' order by id`
  ).map(({ permission, subject, reason: why }) => [permission, subject, why]);

test("the setup link makes one account that may everything, and works once", async () => {
  const { ctx, as } = await open();
  expect(await readWays(ctx)).toMatchObject({ accounts: true, unset: true });
  const link = await setupLink(ctx, { again: false });
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1\/setup#[\w-]{43}$/);
  const secret = secretOf(link);
  const headers = cookiesOf(await setUp(ctx, { ...ann, secret }, none));
  const boss = await as(headers);
  expect(boss.principal).toMatchObject({ name: "Ann", may: [{ role: "admin", ...everywhere }] });
  await expect(setUp(ctx, { ...ann, email: "eve@shop.example", secret }, none)).rejects.toMatchObject({ code: "not_found" });
  expect(await setupLink(ctx, { again: true })).toBeNull();
  expect(await readWays(ctx)).toMatchObject({ unset: false });
  expect([...(await acts(ctx))].map(({ name, permission, act }) => [name, permission, act])).toEqual([
    ["setup", "account.link", "setup link"],
    ["Ann", "account.setup", "set up"],
    ["Ann", "session.begin", "sign in"],
  ]);
  const [stored] = await ctx.sql<
    { all: string }[]
  >`select string_agg(p::text, ' ') || (select string_agg(a::text, ' ') from audit a) as all from people p`;
  expect(stored?.all).not.toContain(ann.password);
});

test("a setup link ends after 15 minutes and when a newer one is printed; a second start prints none beside one that works", async () => {
  const { ctx, time } = await open();
  const first = secretOf(await setupLink(ctx, { again: false }));
  expect(await setupLink(ctx, { again: false })).toBeNull();
  const second = secretOf(await setupLink(ctx, { again: true }));
  await expect(setUp(ctx, { ...ann, secret: first }, none)).rejects.toMatchObject({ code: "not_found" });
  time.now += 15 * 60_000;
  await expect(setUp(ctx, { ...ann, secret: second }, none)).rejects.toMatchObject({ code: "not_found" });
  expect(await setupLink(ctx, { again: false })).not.toBeNull();
  expect(await ctx.sql`select from people`).toHaveLength(0);
});

test("two that open the same setup link at once make one account", async () => {
  const { ctx } = await open();
  const secret = secretOf(await setupLink(ctx, { again: false }));
  const done = await Promise.allSettled([
    setUp(ctx, { ...ann, secret }, none),
    setUp(ctx, { ...ann, email: "eve@shop.example", secret }, none),
  ]);
  expect(done.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(await ctx.sql`select from people`).toHaveLength(1);
});

test("a setup link made before the first account came otherwise does nothing", async () => {
  const { ctx } = await open();
  const secret = secretOf(await setupLink(ctx, { again: false }));
  await makeAccount(ctx, "other@shop.example");
  await expect(setUp(ctx, { ...ann, secret }, none)).rejects.toMatchObject({ code: "not_found" });
});

test("a password that guessing begins with is refused, and the link still works", async () => {
  const { ctx } = await open();
  const secret = secretOf(await setupLink(ctx, { again: false }));
  await expect(setUp(ctx, { ...ann, password: "Password2026!", secret }, none)).rejects.toMatchObject({ code: "invalid" });
  await setUp(ctx, { ...ann, secret }, none);
});

test("a password link ends all sessions and lets only the new password in", async () => {
  const { ctx, as } = await open();
  await expect(passwordLink(ctx, "nobody@shop.example")).rejects.toMatchObject({ code: "not_found" });
  const account = await makeAccount(ctx, ann.email);
  const before = await signedIn(ctx, account);
  const old = secretOf(await passwordLink(ctx, "ANN@shop.example"));
  const secret = secretOf(await passwordLink(ctx, ann.email));
  await expect(setPassword(ctx, { secret: old, password: ann.password }, none)).rejects.toMatchObject({ code: "not_found" });
  const after = cookiesOf(await setPassword(ctx, { secret, password: ann.password }, none));
  expect([(await as(before)).principal, (await as(after)).principal.name]).toEqual([nobody, "ann"]);
  await expect(signIn(ctx, { email: ann.email, password }, none)).rejects.toMatchObject({ code: "unauthenticated" });
  await signIn(ctx, { email: ann.email, password: ann.password }, none);
  await expect(setPassword(ctx, { secret, password: ann.password }, none)).rejects.toMatchObject({ code: "not_found" });
  await ctx.sql`update people set disabled_at = now()`;
  await expect(passwordLink(ctx, ann.email)).rejects.toMatchObject({ code: "conflict" });
  const links = await ctx.sql`
    select p.name, a.subject, a.address from audit a join principals p on p.id = a.principal_id where a.permission = 'account.link'`;
  const printed = { name: "setup", subject: `person ${account.id}`, address: null };
  expect([...links]).toEqual([printed, printed]);
});

test("who is invited sets a password by the link, and may nothing until they get a role", async () => {
  const { ctx, as, admin } = await open();
  const boss = await admin();
  const { id, link } = await invitePerson(boss, { email: ann.email, name: "Ann" });
  await expect(invitePerson(boss, { email: "ANN@shop.example", name: "Ann" })).rejects.toMatchObject({ code: "conflict" });
  expect((await listPeople(boss)).people.find((one) => one.id === id)).toMatchObject({ state: "invited", roles: [], sessions: [] });
  const renewed = await renewLink(boss, { id });
  await expect(setPassword(ctx, { secret: secretOf(link), password: ann.password }, none)).rejects.toMatchObject({ code: "not_found" });
  const headers = cookiesOf(await setPassword(ctx, { secret: secretOf(renewed.link), password: ann.password }, none));
  expect((await as(headers)).principal.may).toEqual([]);
  await giveRole(boss, { id, role: "operator", sources: ["eu"], queues: ["orders.*"], reason });
  expect((await as(headers)).principal.may).toMatchObject([{ role: "operator", sources: ["eu"], queues: ["orders.*"] }]);
  const { people } = await listPeople(boss);
  expect(people.find((one) => one.id === id)).toMatchObject({
    state: "active",
    roles: [{ role: "operator", sources: ["eu"], queues: ["orders.*"], by: "boss", known: true }],
    sessions: [{ agent: null, address: "10.0.0.1", current: false }],
  });
});

test("a role and a token are for sources that there are, or for a pattern", async () => {
  const { ctx, admin } = await open();
  const [boss, { id }] = [await admin(), await makeAccount(ctx, ann.email)];
  const message = "There is no source ue, constructor. The sources are eu; * stands for anything.";
  const given = { role: "viewer", sources: ["eu", "ue", "constructor"], queues: ["*"] };
  await expect(giveRole(boss, { id, ...given, reason })).rejects.toMatchObject({ code: "invalid", message });
  await expect(makeToken(boss, { name: "x", ...given, days: 30 })).rejects.toMatchObject({ code: "invalid", message });
  await giveRole(boss, { id, ...given, sources: ["eu", "us-*"], reason });
});

test("whoever manages people gives no more than they have", async () => {
  const manager = ["people.manage", "people.view", "message.view"] as const;
  const { ctx, as } = await open({ access: { roles: { manager, admin: ["people.manage", "queue.purge"] }, grants: [] } });
  const [boss, other] = [await makeAccount(ctx, "boss@shop.example", { role: "manager" }), await makeAccount(ctx, ann.email)];
  const by = await as(await signedIn(ctx, boss));
  await expect(giveRole(by, { id: other.id, role: "admin", ...everywhere, reason })).rejects.toMatchObject({
    code: "forbidden",
    message: "You cannot give what you lack there: queue.purge.",
  });
  await expect(giveRole(by, { id: boss.id, role: "admin", sources: ["eu"], queues: ["a"], reason })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(giveRole(by, { id: other.id, role: "nothing", ...everywhere, reason })).rejects.toMatchObject({ code: "invalid" });
  await expect(giveRole(by, { id: 999, role: "manager", ...everywhere, reason })).rejects.toMatchObject({ code: "not_found" });
  await giveRole(by, { id: other.id, role: "manager", ...everywhere, reason });
  expect(await refused(ctx)).toEqual([
    ["people.manage", `person ${other.id}`, reason],
    ["people.manage", `person ${boss.id}`, reason],
  ]);
});

test("the last one who may manage people is neither disabled nor stripped, also by two at once", async () => {
  const { ctx, admin } = await open();
  const [boss, second] = [await admin(), await admin("second@shop.example")];
  const roleOf = async (id = 0) => (await ctx.sql<{ id: number }[]>`select id from given_roles where person_id = ${id}`)[0]?.id ?? 0;
  const [one, two] = [boss.credential?.personId ?? 0, second.credential?.personId ?? 0];
  const both = await Promise.allSettled([disablePerson(boss, { id: two, reason }), disablePerson(second, { id: one, reason })]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  const [left, who] = both[0]?.status === "fulfilled" ? [one, boss] : [two, second];
  await expect(disablePerson(who, { id: left, reason })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(/^Nobody would be left/),
  });
  await expect(takeRole(who, { id: await roleOf(left), reason })).rejects.toMatchObject({ code: "conflict" });
  // An invitation that nobody has accepted, and a role in some queues only, are no way back in.
  const { id } = await invitePerson(who, { email: ann.email, name: "Ann" });
  await giveRole(who, { id, role: "admin", ...everywhere, reason });
  await expect(takeRole(who, { id: await roleOf(left), reason })).rejects.toMatchObject({ code: "conflict" });
  const grants = [
    { grant: { role: "admin", permissions: ["people.manage"] as const, ...everywhere }, people: ["x@shop.example"], groups: [] },
  ];
  const configured = { ...who, config: { ...who.config, access: { ...who.config.access, grants } } };
  await takeRole(configured, { id: await roleOf(left), reason });
  await expect(takeRole(configured, { id: 999, reason })).rejects.toMatchObject({ code: "not_found" });
});

test("who is disabled is out at once, with sessions, tokens and links, and back when enabled", async () => {
  const { ctx, as, admin } = await open();
  const boss = await admin();
  const account = await makeAccount(ctx, ann.email, { role: "operator" });
  const [browser, token] = [await signedIn(ctx, account), (await tokenOf(ctx, account.id, { role: "viewer" })).headers];
  const { link } = await renewLink(boss, { id: account.id });
  await addDevice(ctx, account.id);
  await disablePerson(boss, { id: account.id, reason });
  await disablePerson(boss, { id: account.id, reason });
  expect(await devicesOf(ctx)).toEqual([]);
  expect([(await as(browser)).principal, (await as(token)).principal]).toEqual([nobody, nobody]);
  await expect(setPassword(ctx, { secret: secretOf(link), password: ann.password }, none)).rejects.toMatchObject({ code: "not_found" });
  await expect(renewLink(boss, { id: account.id })).rejects.toMatchObject({ code: "conflict" });
  await expect(giveRole(boss, { id: account.id, role: "viewer", ...everywhere, reason })).rejects.toMatchObject({ code: "conflict" });
  expect((await listPeople(boss)).people.find(({ id }) => id === account.id)).toMatchObject({ state: "disabled", sessions: [] });
  await enablePerson(boss, { id: account.id, reason });
  await enablePerson(boss, { id: account.id, reason });
  expect([(await as(browser)).principal, (await as(token)).principal.name]).toEqual([nobody, "pipeline"]);
  expect([...(await acts(ctx))].map(({ act }) => act).filter((act) => act !== "sign in")).toEqual(["link", "disable", "enable"]);
});

const addDevice = ({ sql }: Ctx, personId: number, session: number | null = null) => sql`
  insert into push_subscriptions (person_id, session_id, endpoint, p256dh, auth, created_at)
  values (${personId}, ${session}, ${`https://push.example.com/${crypto.randomUUID()}`}, 'key', 'secret', now())`;
const devicesOf = async ({ sql }: Ctx) =>
  (await sql<{ personId: number }[]>`select person_id as "personId" from push_subscriptions order by id`).map(({ personId }) => personId);

test("sessions are listed and ended one by one or all, by those who may and by their owner", async () => {
  const { ctx, as, admin } = await open();
  const boss = await admin();
  const account = await makeAccount(ctx, ann.email, { role: "viewer" });
  const [one, two, three, four] = [
    await signedIn(ctx, account),
    await signedIn(ctx, account),
    await signedIn(ctx, account),
    await signedIn(ctx, account),
  ];
  const own = await as(one);
  const { sessions } = await readMe(own);
  expect(sessions.filter(({ current }) => current)).toHaveLength(1);
  const idOf = async (headers: Headers) => (await as(headers)).credential?.id ?? 0;
  const devices = async () =>
    (await ctx.sql<{ id: number | null }[]>`select session_id as id from push_subscriptions order by id`).map(({ id }) => id);
  const ids = [await idOf(one), await idOf(two), await idOf(three), await idOf(four)] as const;
  for (const id of [...ids, null]) await addDevice(ctx, account.id, id);
  await revokeOwnSessions(own, { session: ids[1] });
  expect(await devices()).toEqual([ids[0], ids[2], ids[3], null]);
  expect((await as(two)).principal).toBe(nobody);
  await expect(revokeOwnSessions(own, { session: boss.credential?.id ?? 0 })).rejects.toMatchObject({ code: "not_found" });
  // Somebody signs in anew in the browser of the first device: it ends with that session, and another person takes none.
  const [{ endpoint }] = await ctx.sql<[{ endpoint: string }]>`select endpoint from push_subscriptions where session_id = ${ids[0]}`;
  expect([await relink(boss, { endpoint }), await relink(own, { endpoint: "https://push.example.com/none" })]).toEqual([false, false]);
  expect(await relink(await as(three), { endpoint })).toBe(true);
  expect(await devices()).toEqual([ids[2], ids[2], ids[3], null]);
  expect(await relink(own, { endpoint })).toBe(true);
  await revokeSessions(boss, { id: account.id, session: ids[2], reason });
  expect(await devices()).toEqual([ids[0], ids[3], null]);
  expect([(await as(three)).principal, (await as(four)).principal.name]).toEqual([nobody, "ann"]);
  await revokeOwnSessions(own, { session: null });
  expect(await devices()).toEqual([ids[0]]);
  expect([(await as(four)).principal, (await as(one)).principal.name]).toEqual([nobody, "ann"]);
  await addDevice(ctx, account.id);
  await addDevice(ctx, boss.credential?.personId ?? 0);
  await revokeSessions(boss, { id: account.id, session: null, reason });
  expect((await as(one)).principal).toBe(nobody);
  expect(await devicesOf(ctx)).toEqual([boss.credential?.personId]);
  // One that is left after all sessions have run out is forgotten too.
  await addDevice(ctx, account.id);
  await revokeSessions(boss, { id: account.id, session: null, reason });
  expect(await devicesOf(ctx)).toEqual([boss.credential?.personId]);
  await expect(revokeSessions(boss, { id: account.id, session: null, reason })).rejects.toMatchObject({ code: "not_found" });
  await expect(revokeSessions(own, { id: boss.credential?.personId ?? 0, session: null, reason })).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("a token is shown once, stored as a hash, may no more than its maker, and makes none itself", async () => {
  const { ctx, as, admin } = await open();
  const boss = await admin();
  const { token, id, expiresAt } = await makeToken(boss, {
    name: "pipeline",
    role: "operator",
    sources: ["*"],
    queues: ["orders.*"],
    days: 30,
  });
  expect([token, expiresAt.getTime()]).toEqual([expect.stringMatching(/^rdv_[\w-]{43}$/), start + 30 * 86_400_000]);
  const program = await as(new Headers({ authorization: `Bearer ${token}` }));
  expect(program.principal).toMatchObject({ kind: "token", name: "pipeline" });
  const stored = JSON.stringify([
    await ctx.sql`select t::text from api_tokens t`,
    await ctx.sql`select a::text from audit a`,
    await listPeople(boss),
  ]);
  expect(stored).not.toContain(token);
  expect((await listPeople(boss)).tokens).toMatchObject([{ shown: token.slice(0, 8), name: "pipeline", by: "boss", usedFrom: "10.0.0.1" }]);
  await expect(makeToken(program, { name: "x", role: "viewer", ...everywhere, days: 30 })).rejects.toMatchObject({ code: "forbidden" });
  const wide = await as(
    new Headers({ authorization: `Bearer ${(await makeToken(boss, { name: "wide", role: "admin", ...everywhere, days: 30 })).token}` }),
  );
  await expect(makeToken(wide, { name: "x", role: "viewer", ...everywhere, days: 365 })).rejects.toMatchObject({ code: "forbidden" });
  await expect(revokeOwnSessions(wide, { session: null })).rejects.toMatchObject({ code: "conflict" });
  expect(await readMe(wide)).toMatchObject({ kind: "token", personId: null, email: null, sessions: [] });
  const account = await makeAccount(ctx, ann.email, { role: "lead" });
  const lead = await as(await signedIn(ctx, account));
  await expect(makeToken(lead, { name: "x", role: "viewer", ...everywhere, days: 30 })).rejects.toMatchObject({ code: "forbidden" });
  await expect(revokeToken(lead, { id, reason })).rejects.toMatchObject({ code: "forbidden" });
  await revokeToken(boss, { id, reason });
  expect((await as(new Headers({ authorization: `Bearer ${token}` }))).principal).toBe(nobody);
  await expect(revokeToken(boss, { id, reason })).rejects.toMatchObject({ code: "not_found" });
});

test("a maker with less may not give a token more", async () => {
  const maker = ["token.make", "message.view"] as const;
  const { ctx, as } = await open({ access: { roles: { maker, admin: ["people.manage"] }, grants: [] } });
  const by = await as(await signedIn(ctx, await makeAccount(ctx, ann.email, { role: "maker" })));
  await expect(makeToken(by, { name: "x", role: "admin", ...everywhere, days: 30 })).rejects.toMatchObject({
    code: "forbidden",
    message: "A token cannot have permissions that you lack there: people.manage.",
  });
  await makeToken(by, { name: "x", role: "maker", sources: ["eu"], queues: ["a"], days: 30 });
  expect(await refused(ctx)).toEqual([["token.make", "token x", null]]);
});

test("who asks is told what they may of people; a console without sign-in says so", async () => {
  const { ctx, admin } = await open();
  expect(await readMe(await admin())).toMatchObject({
    signsIn: true,
    name: "boss",
    email: "boss@shop.example",
    may: { viewPeople: true, managePeople: true, makeTokens: true },
  });
  const local = testContext(ctx);
  const unknown = { signsIn: false, personId: null, sessions: [], may: { makeTokens: false } };
  expect(await readMe({ ...local, credential: null })).toMatchObject(unknown);
});
