import { expect, test } from "vitest";
import { formatHead, jsonCodec, parseHead, textHeader } from "./json-head.ts";

test("a codec without headers adds no mark, and refuses a header that an operator adds", () => {
  const codec = jsonCodec({
    exchanges: false,
    carriesHeaders: false,
    readable: { string: null },
    problemOf: () => null,
    sizesOf: () => ({ head: 0, all: 0 }),
    strips: () => [],
  });
  const head = formatHead({ key: null, address: { queue: "q" }, headers: [], properties: [textHeader("id", "7")] });
  const changed = codec.change(head, { strip: [], add: [{ name: "x-redrive-replay", text: "1" }] });
  expect(codec.decode(changed)).toEqual(codec.decode(head));
  expect(() => codec.edit(head, { headers: [textHeader("tenant", "north")], properties: [] })).toThrow("This broker carries no headers.");
});

test("a head that is asked several things in turn is read once", () => {
  const head = (id: string) => formatHead({ key: null, address: {}, headers: [textHeader("id", id)], properties: [] });
  const [one, other] = [head("1"), head("2")];
  const read = parseHead(one);
  expect(parseHead(one)).toBe(read);
  expect([parseHead(other), parseHead(one)].map(({ headers }) => headers[0]?.value.text)).toEqual(["2", "1"]);
});
