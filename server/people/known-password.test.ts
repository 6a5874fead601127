import { expect, test } from "vitest";
import { knownPassword } from "./known-password.ts";

const ann = { email: "ann.smith@shop.example", name: "Ann Smith" };

test.each([
  "password1234",
  "Password2026!",
  "P@ssw0rd!!!!",
  "123456789012",
  "qwertyuiopasdf",
  "aaaaaaaaaaaa",
  "abababababab",
  "Welcome123456!",
  "annsmith2026!!",
  "Ann.Smith@shop.example",
  "correct-horse-battery-staple",
  "abcdefghijklm",
  "987654321098",
])("%j is refused", (password) => expect(knownPassword(password, ann)).toMatch(/Choose another\.$/));

test.each(["correct horse battery", "Xk2!vv9qLmP0", "three old boats on a lake", "été à la mer 2026", "密码密码很长的一个密码句子吧"])(
  "%j is taken",
  (password) => expect(knownPassword(password, ann)).toBeNull(),
);
