import { expect, it } from "vitest";
import { deadLetter } from "../../testing/heads.ts";
import { readNestJs } from "./nestjs.ts";

it("names the handler by the pattern and knows nothing else", () => {
  expect(readNestJs(deadLetter({}, { body: { pattern: "order.placed", data: {} } }))).toMatchObject({
    origin: { queue: null, handler: "order.placed" },
    errors: [],
    attempts: [],
    tries: null,
    unwrapped: null,
  });
  expect(readNestJs(deadLetter({}, { body: { pattern: { cmd: "sum" }, data: 1 } }))?.origin?.handler).toBe('{"cmd":"sum"}');
});

it("is silent on other bodies", () => {
  expect(readNestJs(deadLetter({}, { body: { pattern: "x" } }))).toBeNull();
});
