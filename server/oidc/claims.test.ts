import { expect, test } from "vitest";
import { joinClaims, needsMore, readClaims } from "./claims.ts";

const how = { groupsClaim: "groups", assumeEmailVerified: false };
const read = (claims: object, more: object = {}) => readClaims({ sub: "u-1", ...claims }, { ...how, ...more });

test("an address counts where the provider calls it verified; where it says nothing, only when redrive.yaml says so", () => {
  const email = "ann@shop.example";
  for (const verified of [true, "true"]) expect(read({ email, email_verified: verified })).toMatchObject({ email, emailDoubted: false });
  const assumed = { assumeEmailVerified: true };
  expect([read({ email }), read({ email }, assumed)]).toMatchObject([
    { email: null, emailDoubted: true },
    { email, emailDoubted: false },
  ]);
  for (const verified of [false, "false", null, 0, 1, "yes", {}])
    for (const more of [{}, assumed])
      expect(read({ email, email_verified: verified }, more)).toMatchObject({ email: null, emailDoubted: true });
  for (const other of ["", "ann", "ann@", "a b@shop.example", ["ann@shop.example"], { a: 1 }, `${"a".repeat(300)}@shop.example`, "a\0@b"])
    expect(read({ email: other, email_verified: true })).toMatchObject({ email: null, emailDoubted: false });
});

test("what userinfo calls verified is its own address, and the ID token goes before it", () => {
  const [mine, other] = ["ann@shop.example", "boss@shop.example"];
  const emailOf = (token: object, userinfo: object) => read(joinClaims({ ...token }, { ...userinfo }), {}).email;
  expect(emailOf({}, { email: mine, email_verified: true })).toBe(mine);
  expect(emailOf({ email: mine }, { email: mine, email_verified: true })).toBe(mine);
  expect(emailOf({ email: mine }, { email_verified: true })).toBeNull();
  expect(emailOf({ email: other }, { email: mine, email_verified: true })).toBeNull();
  expect(emailOf({ email: mine, email_verified: false }, { email: mine, email_verified: true })).toBeNull();
  expect(joinClaims({ sub: "u-1", groups: ["a"] }, { sub: "u-2", groups: ["b"], name: "Ann" })).toEqual({
    sub: "u-1",
    groups: ["a"],
    name: "Ann",
  });
});

test("groups are a list or one name, as they stand", () => {
  expect(read({ groups: ["/sre", "Payments, EU", "/sre"] }).groups).toEqual(["/sre", "Payments, EU"]);
  expect(read({ groups: "sre" }).groups).toEqual(["sre"]);
  for (const groups of [undefined, null, 1, true, { a: "sre" }, [[]], "", [null, 1, ""]]) expect(read({ groups }).groups).toEqual([]);
  expect(read({ "https://shop.example/roles": ["sre"] }, { groupsClaim: "https://shop.example/roles" }).groups).toEqual(["sre"]);
});

test("groups that lie elsewhere are not none", () => {
  expect(read({ _claim_names: { groups: "src1" } }).groupsLeftOut).toBe(true);
  expect(read({ hasgroups: true }).groupsLeftOut).toBe(true);
  for (const claims of [{}, { groups: [] }, { _claim_names: { roles: "src1" } }, { _claim_names: null }, { hasgroups: false }])
    expect(read(claims).groupsLeftOut).toBe(false);
});

test("a person has a name whatever is said", () => {
  expect(
    [read({ name: "Ann" }), read({ preferred_username: "ann7" }), read({ email: "a@b.example", email_verified: true }), read({})].map(
      ({ name }) => name,
    ),
  ).toEqual(["Ann", "ann7", "a@b.example", "u-1"]);
  expect(read({ name: "\u202e\n" }).name).toBe("u-1");
});

test("userinfo has more to say only while something is missing", () => {
  const all = { name: "Ann", email: "a@b.example", email_verified: false, groups: [] };
  expect(needsMore(all, how)).toBe(false);
  expect(needsMore({ ...all, groups: undefined, _claim_names: { groups: "src1" } }, how)).toBe(false);
  for (const key of ["name", "email", "email_verified", "groups"])
    expect(needsMore(Object.fromEntries(Object.entries(all).filter(([name]) => name !== key)), how)).toBe(true);
});
