import { expect, test } from "vitest";
import { mayAct } from "./grant.ts";
import { grantsOf } from "./person-grants.ts";
import { oidcSubject, type Person, proxySubject } from "./person.ts";
import { presets } from "./roles.ts";

const grant = (role: keyof typeof presets) => ({ role, permissions: presets[role], sources: ["*"], queues: ["*"] });
const access = {
  roles: presets,
  grants: [
    { grant: grant("viewer"), people: ["Ann@Shop.example"], groups: [] },
    { grant: grant("operator"), people: ["u-7"], groups: ["sre"] },
  ],
};
const account: Person = { way: "account", subject: "u-7", email: "ann@shop.example", name: "Ann", groups: ["sre"] };
const roles = (person: Person, given: Parameters<typeof grantsOf>[2] = []) => grantsOf(access, person, given).map(({ role }) => role);

test("an account is named by its address, whatever its case, and by nothing that it could call itself", () => {
  expect(roles(account)).toEqual(["viewer"]);
  expect(roles({ ...account, email: "bob@shop.example" })).toEqual([]);
});

test("single sign-on is named by subject, address or group, and gets each grant once", () => {
  const subject = oidcSubject("https://id.shop.example", "u-7");
  expect(roles({ ...account, way: "oidc", subject })).toEqual(["viewer", "operator"]);
  expect(roles({ ...account, way: "oidc", subject, email: null, groups: [] })).toEqual(["operator"]);
  expect(roles({ ...account, way: "proxy", subject: proxySubject("other"), email: null })).toEqual(["operator"]);
  expect(roles({ ...account, way: "proxy", subject: proxySubject("u-7"), email: null, groups: [] })).toEqual(["operator"]);
});

test("two subjects that differ in case are two people, and one that has the form of an address is none", () => {
  const unnamed = { ...account, email: null, groups: [] };
  for (const sub of ["U-7", "u-7 ", " u-7", "ann@shop.example", "Ann@Shop.example"])
    expect(roles({ ...unnamed, way: "oidc", subject: oidcSubject("https://id.shop.example", sub) })).toEqual([]);
});

test("what the console gave comes in addition; a role that is gone gives nothing", () => {
  const given = { role: "lead", sources: ["eu"], queues: ["orders.*"] };
  expect(roles(account, [given])).toEqual(["viewer", "lead"]);
  for (const role of ["night-shift", "constructor", "__proto__"])
    expect(grantsOf(access, account, [{ ...given, role }]).at(-1)).toMatchObject({ permissions: [] });
});

test("a grant within another reaches only what both reach", () => {
  const token = { ...grant("admin"), queues: ["orders.*"], within: { sources: ["eu"], queues: ["*"] } };
  const may = (source: string, queue: string) => mayAct([token], "queue.purge", [{ source, queue }]);
  expect([may("eu", "orders.dlq"), may("us", "orders.dlq"), may("eu", "refunds.dlq")]).toEqual([true, false, false]);
  expect(mayAct([{ ...token, queues: ["*"] }], "queue.purge", "everywhere")).toBe(false);
  expect(mayAct([{ ...token, queues: ["*"], within: { sources: ["*"], queues: ["*"] } }], "queue.purge", "everywhere")).toBe(true);
});
