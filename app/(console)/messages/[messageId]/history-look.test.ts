import { expect, test } from "vitest";
import { lookOf } from "./history-look";

test("only a message that stayed away for longer than its failure takes, and that somebody consumed, is green", () => {
  expect(lookOf({ kind: "presumed_ok", data: { proven: true } }).tone).toBe("text-ok");
  for (const data of [null, {}])
    expect(lookOf({ kind: "presumed_ok", data })).toMatchObject({ tone: "text-ink-3", words: "Not dead again so far" });
});
