import { expect, test } from "vitest";
import { readProxied } from "./read-proxied.ts";

const secret = "q8Vw2rT5yLx0Zk7Bn4Mj9Hd1";
const proxy = {
  from: ["10.0.0.0/8", "::1"],
  userHeader: "X-Forwarded-User",
  groupsHeader: "x-forwarded-groups",
  secretHeader: "x-proxy-secret",
  secret,
};
const read = (headers: readonly (readonly [string, string])[], socket: string | undefined = "10.1.2.3") =>
  readProxied({ rawHeaders: headers.flat(), socket }, proxy);
const user = ["x-forwarded-user", "ann@shop.example"] as const;
const key = ["X-Proxy-Secret", secret] as const;

test("a name is believed from the proxy's network with its secret, whatever the case of the headers", () => {
  expect(read([user, key])).toEqual({ user: "ann@shop.example", groups: [] });
  expect(read([["X-FORWARDED-USER", " ann "], key], "::1")).toEqual({ user: "ann", groups: [] });
  expect(read([user, key], "::ffff:10.1.2.3")).toMatchObject({ user: "ann@shop.example" });
  expect(read([key])).toBe("nothing");
});

test("anything else is ignored, with the reason and without the secret", () => {
  const wrong = ["X-Proxy-Secret", "r4nd0m-r4nd0m-r4nd0m-r4nd0m"] as const;
  for (const [headers, socket, why] of [
    [[user, key], "192.0.2.7", /^it came from 192\.0\.2\.7/],
    [[user, key], undefined, /^it came from an unknown address/],
    [[user, key], "10.1.2.3.evil", /^it came from/],
    [[user], "10.1.2.3", /does not hold signIn\.proxy\.secret/],
    [[user, ["x-proxy-secret", ""]], "10.1.2.3", /does not hold/],
    [[user, wrong], "10.1.2.3", /does not hold/],
    [[user, ["x_proxy_secret", secret]], "10.1.2.3", /does not hold/],
    [[user, key, key], "10.1.2.3", /does not hold/],
    [[user, wrong, key], "10.1.2.3", /does not hold/],
    [[user, ["X-Forwarded-User", "boss"], key], "10.1.2.3", /X-Forwarded-User twice/],
    [[user, ["x-forwarded-groups", "a"], ["X-Forwarded-Groups", "admins"], key], "10.1.2.3", /x-forwarded-groups twice/],
    [[["x-forwarded-user", "  "], key], "10.1.2.3", /is empty/],
    [[["x-forwarded-user", "a".repeat(255)], key], "10.1.2.3", /is empty, longer/],
    [[["x-forwarded-user", "\xff"], key], "10.1.2.3", /not UTF-8/],
    [[user, ["x-forwarded-groups", 'a,"b'], key], "10.1.2.3", /no list/],
    [[user, ["x-forwarded-groups", "\xff"], key], "10.1.2.3", /no list/],
  ] as const) {
    const said = readProxied({ rawHeaders: headers.flat(), socket }, proxy);
    expect(said).toEqual({ ignored: expect.stringMatching(why) });
    expect(JSON.stringify(said)).not.toContain(secret);
  }
});

test("headers of other spellings are others", () => {
  for (const name of ["x_forwarded_user", "x-forwarded-user ", "xforwardeduser", "x-forwarded-user\0"])
    expect(read([[name, "boss"], key])).toBe("nothing");
});

test("groups stand between commas, those with a comma in quotes", () => {
  for (const [text, groups] of [
    ["sre, payments", ["sre", "payments"]],
    ['"CN=sre,OU=eu",b', ["CN=sre,OU=eu", "b"]],
    ['"a \\"b\\"" ,, c ', ['a "b"', "c"]],
    [" , ", []],
    ["", []],
    ["a,a", ["a"]],
    ["Zahlungen Zürich", ["Zahlungen Zürich"]],
  ] as const)
    expect(read([user, key, ["x-forwarded-groups", Buffer.from(text).toString("latin1")]])).toEqual({ user: user[1], groups });
  for (const text of ['"a', 'a"b', '"a"b', 'a,"b" c', Array.from({ length: 1_001 }, (_, n) => n).join(",")])
    expect(read([user, key, ["x-forwarded-groups", text]])).toHaveProperty("ignored");
});

test("a hostile list takes no more than its length", () => {
  const began = performance.now();
  for (const text of ['"'.repeat(100_000), ", ".repeat(100_000), `${" ".repeat(100_000)}"`, `"${"\\".repeat(100_001)}`])
    read([user, key, ["x-forwarded-groups", text]]);
  expect(performance.now() - began).toBeLessThan(1_000);
});
