import { expect, test } from "vitest";
import { traceLink } from "./trace-link.ts";

const id = "0af7651916cd43dd8448eb211c80319c";

test("the id stands wherever the template names it", () => {
  expect(traceLink("https://g.example/explore/{traceId}?id={traceId}", id)).toBe(`https://g.example/explore/${id}?id=${id}`);
  expect(traceLink("https://g.example/{traceId}", null)).toBeNull();
  expect(traceLink(null, id)).toBeNull();
});

test("whatever stood in an id would stay one part of the address", () => {
  expect(traceLink("https://t.example/trace/{traceId}", "../../x?y#z@evil")).toBe("https://t.example/trace/..%2F..%2Fx%3Fy%23z%40evil");
});

test("a replacement pattern is text", () => {
  expect(traceLink("https://t.example/{traceId}", "$&")).toBe("https://t.example/%24%26");
});
