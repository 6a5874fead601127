import { expect, test } from "vitest";
import { firstExchange, ownerOf, ownExchange } from "./own-exchange.ts";

const owner = crypto.randomUUID();

test.each(["shop", "", "a.b.7.c", "größe/ #"])("an exchange of Redrive tells that it stands for %j", (first) => {
  const name = ownExchange(owner, 12, first);
  expect([firstExchange(name), ownerOf(name)]).toEqual([first, owner]);
});

test.each([null, "x".repeat(250), "two\nlines"])("it tells nothing where that is not known, or no name holds it: %j", (first) => {
  const name = ownExchange(owner, 0, first);
  expect(name).toBe(`redrive.replay.${owner}.0`);
  expect([firstExchange(name), ownerOf(name)]).toEqual([null, owner]);
});

test("earlier versions named no exchange and no owner", () => {
  const name = `redrive.replay.${owner}`;
  expect([firstExchange(name), ownerOf(name)]).toEqual([null, null]);
});

test.each(["shop", "", "redrive.replayed", "my.redrive.replay.1"])("%j is nobody's but the shop's", (name) => {
  expect([firstExchange(name), ownerOf(name)]).toEqual([name, null]);
});
