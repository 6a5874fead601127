import { expect, test } from "vitest";
import { presets } from "../access/roles.ts";
import { readConfig } from "./read.ts";

const read = (text: string) => readConfig(`signIn: {}\n${text}`, "redrive.yaml", {}).access;

test("presets are there, and nobody has any", () => {
  expect(read("")).toEqual({ roles: presets, grants: [] });
});

test("an own role and a grant of it, to people and groups, in some queues", () => {
  const { roles, grants } = read(`
environment: production-eu
sources: { shop: { kind: sqs, region: eu-west-1 } }
access:
  roles:
    night-shift: { like: responder, may: [message.discard, replay.start] }
    exporter: { may: [message.export] }
  grants:
    - { role: night-shift, people: [ana@shop.example], groups: [oncall], environments: ["production-*"], sources: [shop], queues: ["orders.*"] }
    - { role: admin, groups: [platform] }
    - { role: viewer, groups: [everybody], environments: [staging] }
`);
  const night = [...presets.responder, "message.discard"];
  expect(roles).toEqual({ ...presets, "night-shift": night, exporter: ["message.export"] });
  expect(grants).toEqual([
    {
      grant: { role: "night-shift", permissions: night, sources: ["shop"], queues: ["orders.*"] },
      people: ["ana@shop.example"],
      groups: ["oncall"],
    },
    { grant: { role: "admin", permissions: presets.admin, sources: ["*"], queues: ["*"] }, people: [], groups: ["platform"] },
  ]);
});

test("a grant of another environment may name its sources, and a pattern sources to come", () => {
  const { grants } = read(`
environment: production
access:
  grants:
    - { role: viewer, people: [ana], environments: [staging], sources: [shop-staging] }
    - { role: viewer, people: [ana], sources: ["shop-*"] }
`);
  expect(grants.map(({ grant }) => grant.sources)).toEqual([["shop-*"]]);
});

test.each([
  ["access: { grants: [{ role: boss, people: [ana] }] }", /role must be a role: viewer, responder, operator, lead, admin/],
  ["access: { grants: [{ role: viewer }] }", /must name people or groups: it is given to nobody/],
  ["access: { roles: { viewer: { may: [message.edit] } } }", /is a role that Redrive has/],
  ["access: { roles: { exporter: { may: [message.exprot] } } }", /must be one of: message.view/],
  ["access: { roles: { exporter: { like: boss } } }", /must be one of: viewer, responder/],
  ["access: { roles: { __proto__x: { may: [] } } }", /lower-case letters/],
  ["access: { grants: [{ role: toString, people: [ana] }] }", /must be a role/],
  [
    "access: { grants: [{ role: viewer, people: [ana], sources: [shpo] }] }",
    /redrive.yaml:2:\d+ {2}access.grants.0.sources.0 must name a source, or a pattern such as "\*": none is configured/,
  ],
  [
    `sources: { shop: { kind: sqs, region: eu-west-1 }, log: { kind: sqs, region: eu-west-1 } }
environment: { name: live, tone: production }
access:
  grants:
    - { role: viewer, people: [ana], sources: [shop, "sh*"] }
    - { role: viewer, people: [bob], environments: [live], sources: [shop, constructor] }`,
    /redrive.yaml:7:76 {2}access.grants.1.sources.1 must name a source, or a pattern such as "\*": there are shop, log$/,
  ],
])("%s is refused, with what is allowed", (text, words) => {
  expect(() => read(text)).toThrow(words);
});
