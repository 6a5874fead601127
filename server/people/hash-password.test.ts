import { expect, test } from "vitest";
import { hashPassword, isPassword } from "./hash-password.ts";

/** Takes a millisecond. */
const weak = "scrypt$10$8$1$c2FsdHNhbHRzYWx0c2FsdA$";

test("a password is known by its hash, which differs each time and names its parameters", async () => {
  const [one, other] = await Promise.all([hashPassword("correct horse battery"), hashPassword("correct horse battery")]);
  expect(one).toMatch(/^scrypt\$17\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
  expect(one).not.toBe(other);
  expect(await isPassword(one, "correct horse battery")).toBe(true);
  expect(await isPassword(one, "correct horse batterz")).toBe(false);
  expect(await isPassword(null, "correct horse battery")).toBe(false);
});

test("a hash of other parameters is still read, and the same letters typed otherwise are the same", async () => {
  expect(await isPassword(`${weak}${await derived("\u00e9t\u00e9 \u00e0 la mer", 10)}`, "e\u0301te\u0301 a\u0300 la mer")).toBe(true);
});

test("only so many wait for their turn", async () => {
  const all = await Promise.allSettled(Array.from({ length: 30 }, () => isPassword(`${weak}AAAA`, "a password of somebody")));
  const refused = all.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(8);
  expect(refused[0]).toMatchObject({ reason: { code: "too_many" } });
  expect(await isPassword(null, "later")).toBe(false);
});

async function derived(password: string, ln: number): Promise<string> {
  const { scryptSync } = await import("node:crypto");
  return scryptSync(password.normalize("NFKC"), Buffer.from("c2FsdHNhbHRzYWx0c2FsdA", "base64url"), 32, {
    N: 2 ** ln,
    r: 8,
    p: 1,
  }).toString("base64url");
}
