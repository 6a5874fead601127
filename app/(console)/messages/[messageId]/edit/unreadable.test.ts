import { expect, test } from "vitest";
import { unreadable } from "./unreadable";

const text = { isNull: false, packing: [], charset: "UTF-8", truncated: false };

test("only whole UTF-8 is edited, with a mark or without: what is saved is UTF-8", () => {
  expect([text, { ...text, charset: "UTF-8 with BOM" }].map(unreadable)).toEqual([null, null]);
  const refused = [
    { ...text, isNull: true },
    { ...text, packing: ["gzip" as const] },
    { ...text, charset: null },
    { ...text, charset: "UTF-16LE" },
    { ...text, truncated: true },
  ];
  expect(refused.map(unreadable)).toEqual([
    expect.stringContaining("null"),
    expect.stringContaining("packed (gzip)"),
    expect.stringContaining("no text"),
    expect.stringContaining("UTF-16LE"),
    expect.stringContaining("larger"),
  ]);
});
