import { expect, test } from "vitest";
import { checkDraft } from "./check-draft";

const before = '{"eventId":"evt-1","total":1}';

test("well formed, and the same event", () => {
  expect(checkDraft({ mode: "json", text: before, before, eventId: "evt-1" }).map(({ tone }) => tone)).toEqual(["ok", "ok"]);
});

test("a mistake stops the saving of JSON, and is only said of text", () => {
  expect(checkDraft({ mode: "json", text: '{\n"a":\n}', before, eventId: null })[0]).toMatchObject({
    tone: "bad",
    text: expect.stringContaining("line 3"),
  });
  expect(checkDraft({ mode: "text", text: "{", before, eventId: null })[0]?.tone).toBe("warn");
  expect(checkDraft({ mode: "text", text: "plain", before: "text", eventId: null })).toEqual([]);
});

test("a changed event id is said; one that the body never held is not asked for", () => {
  expect(checkDraft({ mode: "json", text: '{"eventId":"evt-2"}', before, eventId: "evt-1" }).at(-1)?.tone).toBe("warn");
  expect(checkDraft({ mode: "json", text: "{}", before: "{}", eventId: "evt-1" })).toHaveLength(1);
});
