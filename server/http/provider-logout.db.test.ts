import { UnsecuredJWT } from "jose";
import { expect, onTestFinished, test } from "vitest";
import * as logoutRoute from "../../app/api/sign-in/logout/route.ts";
import { startForgingProvider } from "../testing/forging-provider.ts";
import { openOidcConsole } from "../testing/oidc-console.ts";
import { freePorts } from "../testing/ports.ts";

const event = { "http://schemas.openid.net/event/backchannel-logout": {} };
const now = () => Math.floor(Date.now() / 1_000);

async function open() {
  const [port = 0] = await freePorts(1);
  const provider = await startForgingProvider("redrive");
  onTestFinished(provider.stop);
  const oidc = {
    name: "shop sign-on",
    issuer: provider.issuer,
    clientId: "redrive",
    clientSecret: "q8Vw2rT5yLx0Zk7Bn4Mj9Hd1",
    scopes: ["openid"],
    assumeEmailVerified: false,
    groupsClaim: "groups",
  };
  const at = await openOidcConsole(oidc, { url: `http://127.0.0.1:${port}` });
  const signIn = async (claims: object) => {
    const browser = at.browser();
    const begun = new URL(await browser.begin());
    provider.state.nonce = begun.searchParams.get("nonce") ?? "";
    provider.state.forge = ({ claims: usual, sign }) => sign({ ...usual, ...claims });
    await browser.callback(`http://console/api/sign-in/callback?code=c&state=${begun.searchParams.get("state")}&iss=${provider.issuer}`);
    return browser;
  };
  const post = async (body: string, type = "application/x-www-form-urlencoded") => {
    const headers = { "content-type": type, origin: provider.issuer, "sec-fetch-site": "cross-site", host: "redrive.internal:8080" };
    const request = new Request("http://redrive.internal:8080/api/sign-in/logout", { method: "POST", body, headers });
    const answer = await logoutRoute.POST(request, { params: Promise.resolve({}) });
    return [answer.status, await answer.text(), answer.headers.get("cache-control")] as const;
  };
  const usual = () => ({
    iss: provider.issuer,
    aud: "redrive",
    iat: now(),
    exp: now() + 120,
    jti: crypto.randomUUID(),
    events: event,
    sub: "ann",
  });
  const send = (token: string) => post(new URLSearchParams({ logout_token: token }).toString());
  return { ...at, provider, signIn, post, send, usual };
}

test("a logout token ends the session that it names, or all of a person, in words, once", async () => {
  const { signIn, send, usual, provider, ctx } = await open();
  const [one, two, other] = [
    await signIn({ sid: "s-1" }),
    await signIn({ sid: "s-2" }),
    await signIn({ sub: "bob", name: "Bob", sid: "s-1" }),
  ];
  expect(await send(await provider.sign({ ...usual(), sid: "s-1" }, { typ: "logout+jwt" }))).toEqual([200, "", "no-store"]);
  expect([await one.me(), await two.me(), await other.me()]).toEqual([null, "Ann", "Bob"]);
  expect((await send(await provider.sign({ ...usual(), sid: "s-1" })))[0]).toBe(200);
  const all = await provider.sign(usual());
  expect((await send(all))[0]).toBe(200);
  expect([await two.me(), await other.me()]).toEqual([null, "Bob"]);
  const again = await signIn({ sid: "s-3" });
  const [status, text] = await send(all);
  expect([status, JSON.parse(text)]).toEqual([400, { error: "invalid_request", error_description: "The logout token was used before." }]);
  expect(await again.me()).toBe("Ann");
  expect((await send(await provider.sign({ ...usual(), sub: undefined, sid: "s-3" })))[0]).toBe(200);
  expect(await again.me()).toBeNull();
  expect(await ctx.sql`select from audit where permission = 'session.end'`).toHaveLength(3);
});

test("what is no logout token of this provider for us ends nothing", async () => {
  const { signIn, send, usual, provider, post, ctx } = await open();
  const ann = await signIn({ sid: "s-1" });
  const without = (key: string) => Object.fromEntries(Object.entries(usual()).filter(([name]) => name !== key));
  const wrong: Readonly<Record<string, string>> = {
    issuer: await provider.sign({ ...usual(), iss: "https://evil.example" }),
    audience: await provider.sign({ ...usual(), aud: "another" }),
    expired: await provider.sign({ ...usual(), exp: now() - 90 }),
    "too old": await provider.sign({ ...without("exp"), iat: now() - 700 }),
    "of the future": await provider.sign({ ...usual(), iat: now() + 200 }),
    "no event": await provider.sign(without("events")),
    "another event": await provider.sign({ ...usual(), events: { "http://schemas.openid.net/event/other": {} } }),
    "event without object": await provider.sign({ ...usual(), events: { [Object.keys(event)[0] ?? ""]: true } }),
    "events as text": await provider.sign({ ...usual(), events: Object.keys(event)[0] }),
    nonce: await provider.sign({ ...usual(), nonce: "n" }),
    "no id": await provider.sign(without("jti")),
    "nobody's": await provider.sign(without("sub")),
    "sub is no text": await provider.sign({ ...usual(), sub: 7 as never }),
    "an ID token": await provider.sign({ ...without("events"), nonce: "n" }),
    "another kind": await provider.sign(usual(), { typ: "at+jwt" }),
    "an unknown key": await provider.sign(usual(), { kid: "two" }),
    unsigned: new UnsecuredJWT(usual()).encode(),
    garbled: `${(await provider.sign(usual())).slice(0, -8)}AAAAAAAA`,
    "no token at all": "x",
  };
  for (const [what, token] of Object.entries(wrong)) {
    const [status, text] = await send(token);
    expect.soft([status, text], what).toEqual([400, expect.stringContaining('"error":"invalid_request"')]);
    expect.soft(text, what).not.toContain(token.slice(-20));
  }
  const good = await provider.sign(usual());
  for (const [body, type] of [
    ["", undefined],
    ["logout_token=", undefined],
    [`logout_token=${good}&logout_token=${good}`, undefined],
    [JSON.stringify({ logout_token: good }), "application/json"],
  ] as const)
    expect((await post(body, type))[0]).toBe(400);
  expect(await ann.me()).toBe("Ann");
  expect(await ctx.sql`select from oidc_logouts`).toHaveLength(0);
});

test("while the provider's keys cannot be read it is told to try again", async () => {
  const { signIn, send, usual, provider, time } = await open();
  const ann = await signIn({});
  const token = await provider.sign(usual());
  await provider.stop();
  time.ahead = 301_000;
  expect((await send(token))[0]).toBe(503);
  expect(await ann.me()).toBe("Ann");
});
