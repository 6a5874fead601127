import { expect, test } from "vitest";
import type { Config } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { connectDatabase } from "../db/client.ts";
import { listPeople } from "../people/list.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { cookiesOf, makeAccount, makeToken, signedIn, signInConfig } from "../testing/people.ts";
import { beginSession } from "./begin-session.ts";
import { endSession } from "./end-session.ts";
import { mayAct } from "./grant.ts";
import { knowPerson } from "./know-person.ts";
import { oidcSubject } from "./person.ts";
import { localPrincipal, nobody } from "./principal.ts";
import { whoAsks } from "./who-asks.ts";

const start = Date.parse("2026-11-20T12:00:00Z");
const hours = (n: number) => n * 3_600_000;

async function open(config: Partial<Config> = {}) {
  const clients = await testDatabase();
  const time = { now: start };
  const ctx = testContext(clients, { clock: () => new Date(time.now), config: { signIn: signInConfig, ...config } });
  const asks = (headers: Headers, isUse = true) => whoAsks({ ...ctx, address: "10.0.0.9" }, headers, { isUse });
  return { ctx: { ...ctx, address: "10.0.0.1" } as Ctx, time, asks, url: clients.url };
}

test("a session stands for its person with all grants of now, until it is ended", async () => {
  const { ctx, asks } = await open({
    access: {
      roles: testContext({ db: null as never, sql: null as never }).config.access.roles,
      grants: [
        { grant: { role: "viewer", permissions: ["queue.view"], sources: ["*"], queues: ["*"] }, people: ["ANN@shop.example"], groups: [] },
      ],
    },
  });
  const ann = await makeAccount(ctx, "Ann@shop.example", { role: "operator", queues: ["orders.*"] });
  const headers = await signedIn(ctx, ann);
  const { principal, credential } = await asks(headers);
  expect(principal).toMatchObject({ kind: "person", subject: ann.subject, name: "Ann" });
  expect((principal.may as readonly { role: string }[]).map(({ role }) => role)).toEqual(["viewer", "operator"]);
  expect(credential).toMatchObject({ kind: "session", personId: ann.id });
  await ctx.sql`delete from given_roles`;
  expect((await asks(headers)).principal.may).toHaveLength(1);
  expect((await endSession({ ...ctx, principal, credential }))[0]).toMatch(/^redrive-session-0=; Path=\/; Max-Age=0/);
  expect((await asks(headers)).principal).toBe(nobody);
  const rows =
    await ctx.sql`select a.permission, a.result, p.name, a.address, a.data ->> 'act' as act from audit a join principals p on p.id = a.principal_id order by a.id`;
  expect([...rows]).toEqual([
    { permission: "session.begin", result: "allowed", name: "Ann", address: "10.0.0.1", act: "sign in" },
    { permission: "session.end", result: "allowed", name: "Ann", address: "10.0.0.1", act: "sign out" },
  ]);
});

test("a grant of the console that has ended gives nothing", async () => {
  const { ctx, asks, time } = await open();
  const ann = await makeAccount(ctx, "ann@shop.example", { role: "admin" });
  await ctx.sql`update given_roles set until = ${new Date(start + 1_000)}`;
  const headers = await signedIn(ctx, ann);
  expect((await asks(headers)).principal.may).toHaveLength(1);
  time.now += 2_000;
  expect((await asks(headers)).principal.may).toEqual([]);
});

test("a session ends when it rests too long, and at its end however much it is used", async () => {
  const { ctx, asks, time } = await open();
  const ann = await makeAccount(ctx, "ann@shop.example");
  const [used, resting] = [await signedIn(ctx, ann), await signedIn(ctx, ann)];
  for (let n = 1; n <= 5; n++) {
    time.now = start + hours(2 * n);
    expect((await asks(used)).credential).not.toBeNull();
    // An open stream looks as well, which is no use.
    expect((await asks(resting, false)).credential === null).toBe(n >= 2);
  }
  time.now = start + hours(11.9);
  expect((await asks(used)).credential).not.toBeNull();
  time.now = start + hours(12);
  expect((await asks(used)).credential).toBeNull();
});

test("a shorter time in redrive.yaml counts for sessions that are there", async () => {
  const { ctx, time } = await open();
  const headers = await signedIn(ctx, await makeAccount(ctx, "ann@shop.example"));
  time.now += hours(1);
  const short = { ...ctx, config: { ...ctx.config, signIn: { ...signInConfig, hours: 1 } } };
  expect((await whoAsks(short, headers, { isUse: true })).principal).toBe(nobody);
  expect((await whoAsks(ctx, headers, { isUse: true })).principal).not.toBe(nobody);
});

test("forged, altered and foreign ids are nobody; so is what stands in the table", async () => {
  const { ctx, asks } = await open();
  const real = (await signedIn(ctx, await makeAccount(ctx, "ann@shop.example", { role: "admin" }))).get("cookie") ?? "";
  const secret = /redrive-session-0=([^;]*)/.exec(real)?.[1] ?? "";
  expect((await asks(new Headers({ cookie: `redrive-session-0=${secret}` }))).principal.name).toBe("ann");
  const [row] = await ctx.sql<{ hash: Uint8Array }[]>`select hash from sessions`;
  const stored = Buffer.from(row?.hash ?? []);
  for (const forged of [
    "",
    "1",
    "null",
    secret.slice(1),
    `${secret}x`,
    secret.toUpperCase(),
    stored.toString("base64url"),
    stored.toString("hex"),
    "' or 1=1 --",
  ])
    expect((await asks(new Headers({ cookie: `redrive-session-0=${forged}` }))).principal, forged).toBe(nobody);
  expect((await asks(new Headers({ cookie: `redrive-session-0=${secret}; redrive-session-0=${secret}` }))).principal).toBe(nobody);
  expect((await asks(new Headers({ cookie: `redrive-session-1=${secret}; redrive-session=${secret}` }))).principal).toBe(nobody);
});

test("signing in gives a new id, whatever the browser held before, and the old one ends", async () => {
  const { ctx, asks } = await open();
  const [ann, eve] = [await makeAccount(ctx, "ann@shop.example"), await makeAccount(ctx, "eve@shop.example")];
  const planted = await signedIn(ctx, eve);
  const own = await signedIn(ctx, ann, planted);
  expect(own.get("cookie")).not.toBe(planted.get("cookie"));
  expect((await asks(planted)).principal).toBe(nobody);
  expect((await asks(own)).principal.name).toBe("ann");
  // Nor is the browser known by what another may have set; one's own stays.
  const device = (headers: Headers) => /redrive-device-0=([^;]*)/.exec(headers.get("cookie") ?? "")?.[1];
  expect(device(own)).not.toBe(device(planted));
  expect(device(await signedIn(ctx, ann, own))).toBe(device(own));
  const invented = await signedIn(ctx, ann, new Headers({ cookie: "redrive-session-0=chosen-by-somebody-else" }));
  expect(invented.get("cookie")).not.toContain("chosen");
  expect((await asks(new Headers({ cookie: "redrive-session-0=chosen-by-somebody-else" }))).principal).toBe(nobody);
});

test("a session that is replayed after sign-out, disabling, or from a way that is closed is nobody, in every process", async () => {
  const { ctx, asks, url } = await open();
  const other = connectDatabase(url, { max: 1 });
  const there = (headers: Headers) => whoAsks({ ...ctx, sql: other.sql }, headers, { isUse: true });
  const ann = await makeAccount(ctx, "ann@shop.example");
  const headers = await signedIn(ctx, ann);
  expect((await there(headers)).principal.name).toBe("ann");
  const closed = { ...ctx, config: { ...ctx.config, signIn: { ...signInConfig, accounts: false } } };
  expect((await whoAsks(closed, headers, { isUse: true })).principal).toBe(nobody);
  await ctx.sql`update people set disabled_at = now()`;
  expect((await there(headers)).principal).toBe(nobody);
  await ctx.sql`update people set disabled_at = null`;
  await endSession({ ...ctx, ...(await asks(headers)) });
  expect((await there(headers)).principal).toBe(nobody);
  await other.close();
});

test("when somebody was seen is moved once a minute, with where they were", async () => {
  const { ctx, asks, time } = await open();
  const headers = await signedIn(ctx, await makeAccount(ctx, "ann@shop.example"));
  const seen = () =>
    ctx.sql`select s.seen_at = p.seen_at as same, s.address, s.agent, extract(epoch from s.seen_at)::float8 * 1000 - ${start}::float8 as ms from sessions s join people p on p.id = person_id`;
  time.now += 59_000;
  await asks(headers);
  expect([...(await seen())]).toEqual([{ same: true, address: "10.0.0.1", agent: null, ms: 0 }]);
  time.now += 2_000;
  await asks(headers);
  expect([...(await seen())]).toEqual([{ same: true, address: "10.0.0.9", agent: null, ms: 61_000 }]);
});

test("ended sessions and forgotten devices are swept when somebody signs in", async () => {
  const { ctx, time } = await open();
  const ann = await makeAccount(ctx, "ann@shop.example");
  await signedIn(ctx, ann);
  time.now += 200 * hours(24);
  await beginSession(ctx, { ...ann, by: "in a test" }, new Headers());
  expect(await ctx.sql`select from sessions`).toHaveLength(1);
  expect(await ctx.sql`select from known_devices`).toHaveLength(1);
});

test("a token may what it was made for, cut down to what its maker may at that moment", async () => {
  const { ctx, asks, time } = await open();
  const ann = await makeAccount(ctx, "ann@shop.example", { role: "operator", queues: ["orders.*", "refunds.*"] });
  const { id, headers } = await makeToken(ctx, ann.id, { role: "admin", queues: ["orders.*", "shipping.*"] });
  const may = async (permission: "message.discard" | "queue.purge", queue: string) =>
    mayAct((await asks(headers)).principal.may, permission, [{ source: "eu", queue }]);
  expect((await asks(headers)).principal).toMatchObject({ kind: "token", subject: String(id), name: "pipeline" });
  expect([
    await may("message.discard", "orders.dlq"),
    await may("message.discard", "refunds.dlq"),
    await may("message.discard", "shipping.dlq"),
  ]).toEqual([true, false, false]);
  expect(await may("queue.purge", "orders.dlq")).toBe(false);
  await ctx.sql`update given_roles set role = 'viewer'`;
  expect(await may("message.discard", "orders.dlq")).toBe(false);
  await ctx.sql`update given_roles set role = 'admin'`;
  expect(await may("queue.purge", "orders.dlq")).toBe(true);
  expect([...(await ctx.sql`select used_from, used_at = ${new Date(start)} as now from api_tokens`)]).toEqual([
    { used_from: "10.0.0.9", now: true },
  ]);
  await ctx.sql`update people set disabled_at = now()`;
  expect((await asks(headers)).principal).toBe(nobody);
  await ctx.sql`update people set disabled_at = null`;
  time.now += 30 * hours(24);
  expect((await asks(headers)).principal).toBe(nobody);
});

test("a token of somebody of single sign-on stops 30 days after they were last here, and goes on when they come again", async () => {
  const issuer = "https://id.example.com";
  const oidc = { name: "Acme", issuer, clientId: "x", clientSecret: "x", scopes: [], groupsClaim: "groups", assumeEmailVerified: false };
  const { ctx, asks, time } = await open({ signIn: { ...signInConfig, oidc } });
  const person = { way: "oidc", subject: oidcSubject(issuer, "7"), email: null, name: "Ann", groups: ["sre"] } as const;
  const ann = { ...person, id: (await knowPerson(ctx, person)).id };
  const bob = await makeAccount(ctx, "bob@shop.example", { role: "viewer" });
  const [hers, his] = [
    await makeToken(ctx, ann.id, { role: "viewer", days: 365 }),
    await makeToken(ctx, bob.id, { role: "viewer", days: 365 }),
  ];
  const kinds = async () => [(await asks(hers.headers)).principal.kind, (await asks(his.headers)).principal.kind];
  const rests = async () => (await listPeople({ ...ctx, credential: null })).tokens.map((token) => token.rests);
  expect([await kinds(), await rests()]).toEqual([
    ["person", "token"],
    [true, false],
  ]);
  await signedIn(ctx, ann);
  time.now += 30 * hours(24) - 1;
  expect([await kinds(), await rests()]).toEqual([
    ["token", "token"],
    [false, false],
  ]);
  time.now += 1;
  expect([await kinds(), await rests()]).toEqual([
    ["person", "token"],
    [true, false],
  ]);
  await signedIn(ctx, ann);
  expect([await kinds(), await rests()]).toEqual([
    ["token", "token"],
    [false, false],
  ]);
});

test("a wrong token is nobody even beside a good cookie; a header for a proxy is passed over", async () => {
  const { ctx, asks } = await open();
  const ann = await makeAccount(ctx, "ann@shop.example", { role: "admin" });
  const cookie = (await signedIn(ctx, ann)).get("cookie") ?? "";
  const { token } = await makeToken(ctx, ann.id, { role: "viewer" });
  const name = async (authorization: string) => (await asks(new Headers({ cookie, authorization }))).principal.name;
  expect(await name(`Bearer ${token}x`)).toBe("nobody");
  expect(await name(`bearer ${token}`)).toBe("pipeline");
  for (const other of ["Basic YWxhZGRpbg==", "Bearer eyJhbGciOi", "Digest x", ""]) expect(await name(other)).toBe("ann");
});

test("where nobody signs in everybody is the operator of the machine", async () => {
  const { asks } = await open({ signIn: null });
  expect(await asks(cookiesOf(["redrive-session-0=x"]))).toEqual({ principal: localPrincipal, credential: null });
});
