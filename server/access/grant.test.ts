import { expect, test } from "vitest";
import { type Access, type Grant, mayAct, mayActSomewhere } from "./grant.ts";
import { presets } from "./roles.ts";

const grant = (role: keyof typeof presets, sources = ["*"], queues = ["*"]): Grant => ({
  role,
  permissions: presets[role],
  sources,
  queues,
});
const at = (source: string, queue: string) => [{ source, queue }] as const;

test("nobody may do what no grant says", () => {
  expect(mayAct([], "queue.view", "everywhere")).toBe(false);
  expect(mayAct([], "queue.view", at("shop", "a"))).toBe(false);
  expect(mayActSomewhere([], "queue.view")).toBe(false);
  expect(mayAct([grant("viewer")], "message.discard", at("shop", "a"))).toBe(false);
});

test("everything is everywhere", () => {
  expect(mayAct("everything", "settings.view", "everywhere")).toBe(true);
  expect(mayAct([grant("admin")], "settings.view", "everywhere")).toBe(true);
});

test("a grant holds where its patterns match, and nowhere else", () => {
  const access: Access = [grant("operator", ["shop-*"], ["orders.*", "refunds"]), grant("viewer", ["shop-eu"], ["stock"])];
  expect(mayAct(access, "message.discard", at("shop-eu", "orders.dlq"))).toBe(true);
  expect(mayAct(access, "message.discard", at("shop", "orders.dlq"))).toBe(false);
  expect(mayAct(access, "message.discard", at("shop-eu", "refunds.dlq"))).toBe(false);
  expect(mayAct(access, "message.view", at("shop-eu", "stock"))).toBe(true);
  expect(mayAct(access, "message.discard", at("shop-eu", "stock"))).toBe(false);
  expect(mayAct(access, "message.view", [...at("shop-eu", "refunds"), ...at("shop-eu", "stock")])).toBe(true);
  expect(mayAct(access, "message.discard", [...at("shop-eu", "refunds"), ...at("shop-eu", "stock")])).toBe(false);
  expect(mayAct(access, "message.view", "everywhere")).toBe(false);
  expect(mayActSomewhere(access, "message.discard")).toBe(true);
  expect(mayActSomewhere(access, "queue.purge")).toBe(false);
});

test("each preset may do all that the one before it may", () => {
  const sets = Object.values(presets).map((list) => new Set<string>(list));
  for (const [n, set] of sets.entries()) for (const name of sets[n - 1] ?? []) expect(set).toContain(name);
});
