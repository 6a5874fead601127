import { type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { expect, onTestFinished, test } from "vitest";
import type { Oidc } from "../config/config.ts";
import { type Forge, startForgingProvider } from "../testing/forging-provider.ts";
import { openOidcConsole } from "../testing/oidc-console.ts";
import { freePorts } from "../testing/ports.ts";

const clientSecret = "q8Vw2rT5yLx0Zk7Bn4Mj9Hd1";

async function open(more: Partial<Oidc> = {}) {
  const [port = 0] = await freePorts(1);
  const provider = await startForgingProvider("redrive");
  onTestFinished(provider.stop);
  const oidc: Oidc = {
    name: "shop sign-on",
    issuer: provider.issuer,
    clientId: "redrive",
    clientSecret,
    scopes: ["openid"],
    assumeEmailVerified: false,
    groupsClaim: "groups",
    ...more,
  };
  const at = await openOidcConsole(oidc, { url: `http://127.0.0.1:${port}` });
  /** A whole sign-in in which the provider answers with this ID token. */
  const signIn = async (forge: Forge) => {
    const browser = at.browser();
    const begun = new URL(await browser.begin("/queues"));
    provider.state.forge = forge;
    provider.state.nonce = begun.searchParams.get("nonce") ?? "";
    return browser.callback(`http://console/api/sign-in/callback?code=c&state=${begun.searchParams.get("state")}&iss=${provider.issuer}`);
  };
  return { ...at, provider, oidc, signIn };
}

const refused = (problem: string) => `/sign-in?problem=${problem}&to=%2Fqueues`;
const without = (claims: JWTPayload, name: string) => Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));
const now = () => Math.floor(Date.now() / 1_000);

test("an ID token has to be for us, of this provider, of this sign-in, of now, and signed with the provider's key", async () => {
  const { signIn, ctx, oidc } = await open();
  const forgeries: Readonly<Record<string, readonly [string, Forge]>> = {
    issuer: ["invalid", ({ claims, sign }) => sign({ ...claims, iss: "https://evil.example" })],
    audience: ["invalid", ({ claims, sign }) => sign({ ...claims, aud: "another" })],
    "several audiences without azp": ["invalid", ({ claims, sign }) => sign({ ...claims, aud: ["redrive", "another"] })],
    "azp of another": ["invalid", ({ claims, sign }) => sign({ ...claims, aud: ["redrive", "another"], azp: "another" })],
    nonce: ["invalid", ({ claims, sign }) => sign({ ...claims, nonce: "another" })],
    "no nonce": ["invalid", ({ claims, sign }) => sign(without(claims, "nonce"))],
    "no subject": ["invalid", ({ claims, sign }) => sign(without(claims, "sub"))],
    expired: ["clock", ({ claims, sign }) => sign({ ...claims, exp: now() - 90 })],
    "of the future": ["clock", ({ claims, sign }) => sign({ ...claims, nbf: now() + 90 })],
    "no algorithm": ["invalid", ({ claims }) => new UnsecuredJWT(claims).encode()],
    "the client secret as key": [
      "invalid",
      ({ claims }) => new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(Buffer.from(clientSecret)),
    ],
    "another key": ["invalid", async ({ claims, sign }) => `${(await sign(claims)).slice(0, -8)}AAAAAAAA`],
    "an unknown key": ["invalid", ({ claims, sign }) => sign(claims, { kid: "two" })],
    "changed after it was signed": [
      "invalid",
      async ({ claims, sign }) => {
        const [head, , signature] = (await sign(claims)).split(".");
        return [head, Buffer.from(JSON.stringify({ ...claims, sub: "boss" })).toString("base64url"), signature].join(".");
      },
    ],
    "no token": ["invalid", () => ""],
  };
  for (const [what, [problem, forge]] of Object.entries(forgeries)) expect.soft(await signIn(forge), what).toBe(refused(problem));
  expect(await ctx.sql`select from people`).toHaveLength(0);
  expect(oidc.groupsClaim).toBe("groups");
});

test("clocks may differ by 60 seconds", async () => {
  const { signIn } = await open();
  const access = "/sign-in/access?of=nothing&to=%2Fqueues";
  expect(await signIn(({ claims, sign }) => sign({ ...claims, exp: now() - 45 }))).toBe(access);
  expect(await signIn(({ claims, sign }) => sign({ ...claims, nbf: now() + 45, iat: now() + 45 }))).toBe(access);
});

test("userinfo is asked only for what is missing, and has to be of the same person", async () => {
  const { signIn, provider, ctx } = await open();
  await signIn(({ claims, sign }) => sign(claims));
  expect(provider.state.asked).not.toContain("/userinfo");
  provider.state.userinfo = { sub: "boss", email: "boss@shop.example", groups: ["all"] };
  expect(await signIn(({ claims, sign }) => sign(without(claims, "groups")))).toBe(refused("invalid"));
  provider.state.userinfo = { sub: "ann", email: "boss@shop.example", groups: ["payments"] };
  await signIn(({ claims, sign }) => sign(without(claims, "groups")));
  expect([...(await ctx.sql`select email, groups from people`)]).toEqual([{ email: "ann@shop.example", groups: ["payments"] }]);
});

test("groups that do not fit into a token are said to be missing, not taken for none", async () => {
  const { signIn, ctx } = await open();
  const overage = { _claim_names: { groups: "src1" }, _claim_sources: { src1: { endpoint: "https://graph.example/groups" } } };
  expect(await signIn(({ claims, sign }) => sign({ ...without(claims, "groups"), ...overage }))).toBe(
    "/sign-in/access?of=groups&to=%2Fqueues",
  );
  const [row] = await ctx.sql<{ by: string }[]>`select data ->> 'by' as by from audit`;
  expect(row?.by).toBe("with shop sign-on, which left out the groups: there are too many for its token");
});

test("a provider that calls itself otherwise is not the configured one", async () => {
  const { signIn, provider, browser } = await open();
  provider.state.metadata = { issuer: "https://login.microsoftonline.com/{tenantid}/v2.0" };
  expect(await browser().begin()).toMatch(/^\/sign-in\?problem=(?:settings|invalid)$/);
  expect(signIn).toBeTypeOf("function");
});

test("what somebody calls themselves counts for no grant and no more than it may", async () => {
  const { signIn, ctx } = await open();
  const hostile = {
    name: `<script>\u202e${"x".repeat(5_000)}`,
    sub: "boss@shop.example",
    email: "not an address",
    groups: ["", 7, null, { a: 1 }, "g".repeat(9_999), "ok", "ok"],
  };
  await signIn(({ claims, sign }) => sign({ ...claims, ...hostile }));
  const [row] = await ctx.sql<{ name: string; email: string | null; groups: string[] }[]>`select name, email, groups from people`;
  expect(row).toEqual({ name: expect.stringMatching(/^<script> x{191}$/), email: null, groups: ["ok"] });
});
