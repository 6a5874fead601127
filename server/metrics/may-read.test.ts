import { expect, test } from "vitest";
import { refuseReader } from "./may-read.ts";

const token = "kP2vQ8sX4mZ7tR1wY6bN3cJ9";
const none = { token: null, from: null };
const ask = (address: string | null, more: { host?: string | null; authorization?: string } = {}) => ({
  address,
  host: more.host === undefined ? "127.0.0.1:4400" : more.host,
  authorization: more.authorization ?? null,
});
const status = (...said: Parameters<typeof refuseReader>) => refuseReader(...said)?.status ?? 200;

test.each([
  ["127.0.0.1", "127.0.0.1:4400", 200],
  ["::1", "[::1]:4400", 200],
  ["127.0.0.1", "localhost:4400", 200],
  // A proxy on this machine passes on the name that people use.
  ["127.0.0.1", "redrive.shop.example", 403],
  ["127.0.0.1", "localhost.evil.example", 403],
  ["127.0.0.1", "evil.example@localhost", 403],
  ["127.0.0.1", "", 403],
  ["127.0.0.1", null, 403],
  ["10.0.0.1", "127.0.0.1:4400", 403],
  ["203.0.113.9", "redrive.shop.example", 403],
  [null, "127.0.0.1:4400", 403],
])("without a rule %s asking at %s gets %d", (address, host, answered) => {
  expect(status(ask(address, { host }), none)).toBe(answered);
});

test("an address rule names all who may, this machine too, by whatever name they ask", () => {
  const rule = { token: null, from: ["10.0.3.0/24", "::1"] };
  const at = (address: string | null) => status(ask(address, { host: "redrive.shop.example" }), rule);
  expect([at("10.0.3.7"), at("::1"), at("10.0.4.7"), at("127.0.0.1"), at(null)]).toEqual([200, 200, 403, 403, 403]);
});

test("a token opens from wherever it is sent, and is asked for on this machine too", () => {
  const rule = { token, from: null };
  const send = (authorization?: string) => status(ask("203.0.113.9", authorization === undefined ? {} : { authorization }), rule);
  expect([send(`Bearer ${token}`), send(`bearer  ${token}`)]).toEqual([200, 200]);
  for (const wrong of [
    undefined,
    "",
    token,
    "Bearer",
    `Basic ${token}`,
    `Bearer ${token}x`,
    `Bearer ${token} x`,
    `Bearer ${token.slice(1)}`,
  ])
    expect(send(wrong), wrong).toBe(401);
  expect(status(ask("127.0.0.1"), rule)).toBe(401);
});

test("with both, both are needed, and who may not ask from there is not told of the token", () => {
  const rule = { token, from: ["10.0.3.0/24"] };
  const authorization = `Bearer ${token}`;
  expect(status(ask("10.0.3.7", { authorization }), rule)).toBe(200);
  expect(status(ask("10.0.3.7"), rule)).toBe(401);
  expect(status(ask("10.0.4.7", { authorization }), rule)).toBe(403);
});
