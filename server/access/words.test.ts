import { expect, test } from "vitest";
import type { Access } from "./grant.ts";
import { permissions } from "./permissions.ts";
import { presets } from "./roles.ts";
import { linesOf, mayWords, permissionWords, refusalWords } from "./words.ts";

const at = (queue: string) => ({ source: "shop", queue });
const access: Access = [{ role: "viewer", permissions: presets.viewer, sources: ["shop"], queues: ["orders.*"] }];

test("every permission has words", () => {
  expect(permissions.filter((name) => !permissionWords[name])).toEqual([]);
});

test("what somebody may do, where and by which roles; a role to act brings the view of what it acts on", () => {
  const triage = { role: "night", permissions: ["group.triage"] as const, sources: ["*"], queues: ["*"] };
  const lines = linesOf([...access, triage, { ...triage, role: "token", sources: ["eu"], within: { sources: ["eu"], queues: ["a"] } }]);
  expect(lines.find(({ permission }) => permission === "group.view")?.where).toEqual([
    { at: "shop/orders.*", roles: "viewer" },
    { at: "*/*", roles: "night" },
    { at: "eu/*, as far as eu/a", roles: "token" },
  ]);
  expect(lines.at(-1)?.where).toEqual([]);
});

test("what a role may, in words", () => {
  expect(mayWords(["group.triage", "queue.pause"])).toBe(
    "May see groups; acknowledge, mute, close, assign and note groups; see queues; pause and resume capture, read a log again.",
  );
  expect(mayWords(presets.admin)).toMatch(/^May do everything: see messages/);
  expect(mayWords([])).toBe("May do nothing.");
});

test("a refusal says what is needed, where, and who may give it", () => {
  const mine = { access, givers: ["ana", "platform"] };
  expect(refusalWords(mine, "message.view", [at("orders.dlq")])).toBeNull();
  expect(refusalWords(mine, "message.discard", [at("orders.dlq")])).toBe(
    "You need message.discard in shop/orders.dlq. ana and platform may give it.",
  );
  expect(refusalWords(mine, "message.view", [at("orders.dlq"), at("refunds"), at("stock")])).toBe(
    "You need message.view in shop/refunds and 1 more queue. ana and platform may give it.",
  );
  expect(refusalWords(mine, "message.discard")).toBe("You need message.discard. ana and platform may give it.");
  expect(refusalWords({ access, givers: [] }, "message.discard")).toBe("You need message.discard. Whoever keeps redrive.yaml may give it.");
  expect(refusalWords({ access, givers: ["a", "b", "c", "d", "e"] }, "audit.view")).toBe(
    "You need audit.view. a, b, c and 2 more may give it.",
  );
  const peopleHere: Access = [{ role: "lead", permissions: ["people.manage"], sources: ["*"], queues: ["orders.*"] }];
  expect(refusalWords({ access: peopleHere, givers: ["ana"] }, "people.manage")).toBe(
    "You need people.manage in every queue. ana may give it.",
  );
  expect(refusalWords({ access: "everything", givers: [] }, "message.discard", [at("x")])).toBeNull();
});
