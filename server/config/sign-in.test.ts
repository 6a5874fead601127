import { expect, test } from "vitest";
import { readConfig } from "./read.ts";

const read = (text: string) => readConfig(text, "redrive.yaml", {}).signIn;
const secret = "q8Vw2rT5yLx0Zk7Bn4Mj9Hd1";

test("without signIn there is none; an empty one means accounts", () => {
  expect(read("")).toBeNull();
  expect(read("signIn: {}")).toEqual({ accounts: true, oidc: null, proxy: null, hours: 12, idleHours: 4 });
});

test("single sign-on and a proxy", () => {
  expect(
    read(`signIn:
  accounts: false
  hours: 8
  idleHours: 1
  oidc: { name: shop, issuer: "https://id.shop.example", clientId: redrive, clientSecret: ${secret}, groupsClaim: roles, scopes: [openid] }
  proxy: { from: [10.0.0.0/8], userHeader: x-user, groupsHeader: x-groups, secretHeader: x-secret, secret: ${secret} }`),
  ).toEqual({
    accounts: false,
    hours: 8,
    idleHours: 1,
    oidc: {
      name: "shop",
      issuer: "https://id.shop.example",
      clientId: "redrive",
      clientSecret: secret,
      groupsClaim: "roles",
      scopes: ["openid"],
      assumeEmailVerified: false,
    },
    proxy: { from: ["10.0.0.0/8"], userHeader: "x-user", groupsHeader: "x-groups", secretHeader: "x-secret", secret },
  });
});

test("of single sign-on, scopes that every provider knows, and no address that the provider does not stand for", () => {
  const oidc = (more: string) => read(`signIn: { oidc: { issuer: "https://id", clientId: a, clientSecret: ${secret}${more} } }`)?.oidc;
  expect(oidc("")).toMatchObject({ scopes: ["openid", "profile", "email"], groupsClaim: "groups", assumeEmailVerified: false });
  expect(oidc(", assumeEmailVerified: true")).toMatchObject({ assumeEmailVerified: true });
});

test.each([
  ["signIn: { accounts: false }", /leaves no way to sign in/],
  ["signIn: { oidc: { issuer: 'https://id', clientId: a, clientSecret: short } }", /at least 24 characters/],
  ["signIn: { proxy: { from: [10.0.0.0/8], secretHeader: x-s, secret: short } }", /at least 24 characters/],
  ["signIn: { proxy: { from: [], secretHeader: x-s, secret: '${secret}' } }", /from must/],
  ["signIn: { proxy: { from: [all], secretHeader: x-s, secret: '${secret}' } }", /an address or a subnet/],
])("%s is refused", (text, words) => {
  expect(() => read(text.replace("${secret}", secret))).toThrow(words);
});
