import { expect, onTestFinished, test } from "vitest";
import { presets } from "../access/roles.ts";
import type { Config } from "../config/config.ts";
import { freePorts } from "../testing/ports.ts";
import { openOidcConsole } from "../testing/oidc-console.ts";
import { ProviderBrowser, type ProviderPerson, TestProvider } from "../testing/oidc-provider.ts";
import { makeAccount } from "../testing/people.ts";

const grant = (role: keyof typeof presets) => ({ role, permissions: presets[role], sources: ["*"], queues: ["*"] });
const access: Config["access"] = {
  roles: presets,
  grants: [
    { grant: grant("viewer"), people: ["ann@shop.example"], groups: [] },
    { grant: grant("operator"), people: [], groups: ["sre"] },
  ],
};
const people = (): Record<string, ProviderPerson> => ({
  ann: { name: "Ann", email: "Ann@shop.example", email_verified: true, groups: ["sre"] },
  eve: { name: "Eve", email: "ann@shop.example", email_verified: false, groups: [] },
});

async function open({ away = false } = {}) {
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const provider = await new TestProvider({ people: people(), consoleUrl: url }).start();
  onTestFinished(() => provider.stop());
  if (away) await provider.stop();
  return { provider, url, ...(await openOidcConsole(provider.config(), { url, access })) };
}

const audit = async ({ ctx }: Pick<Awaited<ReturnType<typeof open>>, "ctx">) =>
  [
    ...(await ctx.sql<{ row: string }[]>`
    select concat_ws(' | ', a.permission, a.result, p.kind, p.name, a.data ->> 'act', a.data ->> 'by', a.data ->> 'refused', a.data ->> 'sessions') as row
    from audit a join principals p on p.id = a.principal_id order by a.id`),
  ].map(({ row }) => row);

test("signing in leads to the provider and back to the link with its filter, with the grants of groups and address", async () => {
  const at = await open();
  const browser = at.browser();
  const begun = new URL(await browser.begin("/messages?q=queue%3Aorders.dlq&sort=oldest"));
  expect(Object.fromEntries(begun.searchParams)).toMatchObject({
    response_type: "code",
    code_challenge_method: "S256",
    redirect_uri: `${at.url}/api/sign-in/callback`,
    scope: "openid profile email groups",
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(await browser.me()).toBeNull();
  const back = await new ProviderBrowser().signIn(begun.href, "ann");
  expect(back.searchParams.get("iss")).toBe(at.provider.issuer);
  expect(await browser.callback(back)).toBe("/messages?q=queue%3Aorders.dlq&sort=oldest");
  expect(await browser.me()).toBe("Ann");
  expect([...(await at.ctx.sql`select way, subject, email, name, groups from people`)]).toEqual([
    { way: "oidc", subject: `${at.provider.issuer}/ ann`, email: "Ann@shop.example", name: "Ann", groups: ["sre"] },
  ]);
  expect(await audit(at)).toEqual(["session.begin | allowed | person | Ann | sign in | with shop sign-on"]);
  expect(await at.ctx.sql`select from oidc_flows`).toHaveLength(0);
});

test("a callback works once, for its state, in the browser that began it", async () => {
  const at = await open();
  const [browser, other] = [at.browser(), at.browser()];
  const back = await new ProviderBrowser().signIn(await browser.begin("/queues"), "ann");
  const stale = "/sign-in?problem=stale";
  // Somebody else's answer, sent to a victim: with no cookie, with the victim's own, and with an invented one.
  expect(await other.callback(back)).toBe(stale);
  await other.begin("/queues");
  expect(await other.callback(back)).toBe(stale);
  expect(await other.callback(back, { cookie: "redrive-flow-1=chosen" })).toBe(stale);
  for (const change of [
    (query: URLSearchParams) => query.set("state", "forged"),
    (query: URLSearchParams) => query.delete("state"),
    (query: URLSearchParams) => query.append("state", query.get("state") ?? ""),
    (query: URLSearchParams) => query.set("state", `${query.get("state")}x`),
  ]) {
    const forged = new URL(back);
    change(forged.searchParams);
    expect(await browser.callback(forged)).toBe(stale);
  }
  expect(await browser.me()).toBeNull();
  expect(await browser.callback(back)).toBe("/queues");
  expect(await browser.callback(back)).toBe(stale);
  expect(await audit(at)).toHaveLength(1);
});

test("a sign-in that takes longer than 10 minutes is over", async () => {
  const at = await open();
  const browser = at.browser();
  const back = await new ProviderBrowser().signIn(await browser.begin("/queues"), "ann");
  at.time.ahead = 601_000;
  expect(await browser.callback(back)).toBe("/sign-in?problem=stale");
});

test("an answer of another provider, or with parts twice, is refused", async () => {
  const at = await open();
  for (const change of [
    (query: URLSearchParams) => query.set("iss", "https://evil.example"),
    (query: URLSearchParams) => query.delete("iss"),
    (query: URLSearchParams) => query.append("code", "another"),
    (query: URLSearchParams) => query.delete("code"),
  ]) {
    const browser = at.browser();
    const back = await new ProviderBrowser().signIn(await browser.begin("/queues"), "ann");
    change(back.searchParams);
    expect(await browser.callback(back)).toMatch(/^\/sign-in\?problem=(?:invalid|refused)&to=%2Fqueues$/);
    expect(await browser.me()).toBeNull();
  }
});

test("a code of another sign-in does not fit: PKCE and nonce bind it to its own", async () => {
  const at = await open();
  const [browser, thief] = [at.browser(), at.browser()];
  const stolen = await new ProviderBrowser().signIn(await browser.begin(), "ann");
  const own = await new ProviderBrowser().signIn(await thief.begin(), "eve");
  own.searchParams.set("code", stolen.searchParams.get("code") ?? "");
  expect(await thief.callback(own)).toBe("/sign-in?problem=refused");
  expect(await thief.me()).toBeNull();
});

test("a link to elsewhere is not followed", async () => {
  const at = await open();
  for (const to of ["//evil.example", "https://evil.example", "/\\evil.example", "/api/sign-out", "javascript:alert(1)"]) {
    const browser = at.browser();
    expect(await browser.callback(await new ProviderBrowser().signIn(await browser.begin(to), "ann"))).toBe("/");
  }
});

test("the session gets a new id, whatever the browser held", async () => {
  const at = await open();
  const browser = at.browser();
  await browser.callback(await new ProviderBrowser().signIn(await browser.begin(), "ann"));
  const [name = ""] = [...browser.cookies.keys()].filter((key) => key.startsWith("redrive-session"));
  const before = browser.cookies.get(name);
  await browser.callback(await new ProviderBrowser().signIn(await browser.begin(), "ann"));
  expect(browser.cookies.get(name)).not.toBe(before);
  expect(await at.ctx.sql`select from sessions`).toHaveLength(1);
  expect(await at.ctx.sql`select from oidc_sessions`).toHaveLength(1);
});

test("an e-mail address that the provider does not stand for takes over no account and gives nothing", async () => {
  const at = await open();
  const account = await makeAccount(at.ctx, "ann@shop.example", { role: "admin" });
  const browser = at.browser();
  expect(await browser.callback(await new ProviderBrowser().signIn(await browser.begin("/queues"), "eve"))).toBe(
    "/sign-in/access?of=nothing&to=%2Fqueues",
  );
  const rows = await at.ctx.sql<{ id: number; way: string; email: string | null }[]>`select id, way, email from people order by id`;
  expect(rows.map(({ way, email }) => [way, email])).toEqual([
    ["account", "ann@shop.example"],
    ["oidc", null],
  ]);
  expect([...(await at.ctx.sql`select person_id from sessions`)]).toEqual([{ person_id: rows[1]?.id }]);
  // Also one that it stands for is another person, with what redrive.yaml gives that address and nothing of the account.
  const ann = at.browser();
  await ann.callback(await new ProviderBrowser().signIn(await ann.begin(), "ann"));
  expect(await at.ctx.sql`select from sessions where person_id = ${account.id}`).toHaveLength(0);
});

test("groups that changed meanwhile count from the next sign-in on", async () => {
  const at = await open();
  const browser = at.browser();
  const ann = at.provider.people["ann"];
  const groups = async () => (await at.ctx.sql<{ groups: string[] }[]>`select groups from people`)[0]?.groups;
  await browser.callback(await new ProviderBrowser().signIn(await browser.begin(), "ann"));
  expect(await groups()).toEqual(["sre"]);
  if (ann) ann.groups = "payments";
  expect(await browser.me()).toBe("Ann");
  expect(await groups()).toEqual(["sre"]);
  await browser.callback(await new ProviderBrowser().signIn(await browser.begin(), "ann"));
  expect(await groups()).toEqual(["payments"]);
});

test("the provider's keys may change between two sign-ins, and during one", async () => {
  const at = await open();
  const browser = at.browser();
  await browser.callback(await new ProviderBrowser().signIn(await browser.begin(), "ann"));
  const restart = async () => {
    await at.provider.stop();
    await at.provider.start();
  };
  await restart();
  expect(await browser.callback(await new ProviderBrowser().signIn(await browser.begin("/queues"), "ann"))).toBe("/queues");
  const begun = await browser.begin("/queues");
  await restart();
  expect(await browser.callback(await new ProviderBrowser().signIn(begun, "ann"))).toBe("/queues");
});

test("a provider that is away at the start is said so, and signs people in once it is back", async () => {
  const at = await open({ away: true });
  const browser = at.browser();
  expect(await browser.begin("/queues")).toBe("/sign-in?problem=away&to=%2Fqueues");
  await at.provider.start();
  at.time.ahead += 3_000;
  expect(await browser.callback(await new ProviderBrowser().signIn(await browser.begin("/queues"), "ann"))).toBe("/queues");
});

test("a provider that goes away later ends no session; who comes back from it is told", async () => {
  const at = await open();
  const [browser, late] = [at.browser(), at.browser()];
  await browser.callback(await new ProviderBrowser().signIn(await browser.begin(), "ann"));
  const back = await new ProviderBrowser().signIn(await late.begin("/queues"), "ann");
  await at.provider.stop();
  expect(await browser.me()).toBe("Ann");
  expect(await late.callback(back)).toBe("/sign-in?problem=away&to=%2Fqueues");
  expect(await audit(at)).toEqual([
    "session.begin | allowed | person | Ann | sign in | with shop sign-on",
    expect.stringMatching(
      /^session.begin \| refused \| person \| nobody \| sign in \| with shop sign-on \| shop sign-on does not answer\./,
    ),
  ]);
  at.time.ahead += 400_000;
  expect(await late.begin()).toBe("/sign-in?problem=away");
  // Signing out works without it.
  expect(await browser.signOut()).toBeNull();
  expect(await browser.me()).toBeNull();
});

test("who is refused there, or disabled here, is told so in our words", async () => {
  const at = await open();
  const [browser, ann] = [at.browser(), at.browser()];
  const denied = await new ProviderBrowser().signIn(await browser.begin(), "mallory");
  expect(denied.searchParams.get("error_description")).toBe("<b>nobody</b>");
  expect(await browser.callback(denied)).toBe("/sign-in?problem=denied");
  await ann.callback(await new ProviderBrowser().signIn(await ann.begin(), "ann"));
  await at.ctx.sql`update people set disabled_at = now()`;
  expect(await ann.me()).toBeNull();
  expect(await ann.callback(await new ProviderBrowser().signIn(await ann.begin(), "ann"))).toBe("/sign-in?problem=disabled");
  expect((await audit(at)).map((row) => row.split(" | ")[1])).toEqual(["refused", "allowed", "refused"]);
});

test("signing out here leads to the provider, which ends its session and comes back", async () => {
  const at = await open();
  const [browser, there] = [at.browser(), new ProviderBrowser()];
  await browser.callback(await there.signIn(await browser.begin(), "ann"));
  const end = new URL((await browser.signOut()) ?? "");
  expect(end.searchParams.get("post_logout_redirect_uri")).toBe(`${at.url}/sign-in`);
  expect(end.searchParams.get("id_token_hint")).toMatch(/^eyJ/);
  expect(await browser.me()).toBeNull();
  expect(await there.signOut(end.href)).toBe(`${at.url}/sign-in`);
});

test("signing out at the provider ends the session here at once, and no other", async () => {
  const at = await open();
  const [browser, other, there] = [at.browser(), at.browser(), new ProviderBrowser()];
  await browser.callback(await there.signIn(await browser.begin(), "ann"));
  await other.callback(await new ProviderBrowser().signIn(await other.begin(), "ann"));
  expect([await browser.me(), await other.me()]).toEqual(["Ann", "Ann"]);
  await there.signOut(`${at.provider.issuer}/session/end`);
  await expect.poll(() => browser.me()).toBeNull();
  expect(await other.me()).toBe("Ann");
  expect((await audit(at)).at(-1)).toBe("session.end | allowed | system | single sign-on | sign out | shop sign-on | 1");
});

test("a session that is revoked here is over, however long the provider's goes on", async () => {
  const at = await open();
  const browser = at.browser();
  await browser.callback(await new ProviderBrowser().signIn(await browser.begin(), "ann"));
  await at.ctx.sql`delete from sessions`;
  expect(await browser.me()).toBeNull();
  expect(await at.ctx.sql`select from oidc_sessions`).toHaveLength(0);
});

test("nothing secret of a sign-in stands in the log, the audit log or an address of ours", async () => {
  const at = await open();
  const browser = at.browser();
  const back = await new ProviderBrowser().signIn(await browser.begin("/queues"), "ann");
  const landed = [await browser.callback(back), await browser.callback(back)];
  const late = await new ProviderBrowser().signIn(await browser.begin(), "ann");
  await at.provider.stop();
  landed.push(await browser.callback(late));
  const [{ token = "" } = {}] = await at.ctx.sql<{ token: string }[]>`select id_token as token from oidc_sessions`;
  const secrets = [
    at.provider.clientSecret,
    token,
    ...browser.cookies.values(),
    ...[back, late].flatMap(({ searchParams }) => [...searchParams.values()].slice(0, 2)),
  ];
  const said = [...at.logged, ...landed, ...(await audit(at))].join("\n");
  expect(at.logged.length).toBeGreaterThan(1);
  for (const secret of secrets) expect(said).not.toContain(secret);
});
