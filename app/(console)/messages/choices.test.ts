import { expect, test } from "vitest";
import { choiceOf, choicesFor, headed, readDraft } from "./choices";

const found = [{ qualifier: "event", value: "evt-1", n: 3 }];
const textsFor = (typed: string, values = found) => choicesFor(readDraft(typed), values).map(({ text }) => text);

test("a qualifier is completed from its beginning, negated as it was typed", () => {
  expect(textsFor("-verd", [])).toContain("-verdict:");
});

test("a choice has its own values, other qualifiers those that messages have", () => {
  expect(textsFor("verdict:po")).toEqual(["verdict:poison"]);
  expect(textsFor("event:ev")).toEqual(["event:evt-1"]);
  expect(textsFor("attempts:un")).toEqual(["attempts:unknown"]);
  expect(textsFor("attempts:3")).toEqual([]);
  expect(readDraft("verdict:po").asks).toBe(false);
  expect(readDraft("event:ev").asks).toBe(true);
});

test("free text offers the values that hold it and itself, and asks from the second letter on", () => {
  expect(textsFor("evt-1")).toEqual(["event:evt-1", "evt-1"]);
  expect(readDraft("e").asks).toBe(false);
});

test("Enter takes what is highlighted or typed in full, Tab the first", () => {
  const choices = choicesFor(readDraft("evt-1"), found);
  expect(choiceOf("Enter", "evt-1", choices, undefined)?.text).toBe("event:evt-1");
  expect(choiceOf("Enter", "evt", choicesFor(readDraft("evt"), found), undefined)).toBeUndefined();
  expect(choiceOf("Enter", "evt-1", choices, choices[1])?.text).toBe("evt-1");
  expect(choiceOf("Tab", "evt-1", choices, undefined)).toBe(choices[0]);
  expect(choiceOf("Tab", "", choices, undefined)).toBeUndefined();
});

test("choices stand under their headings in their order", () => {
  expect(headed(choicesFor(readDraft("ev"), found)).map(({ under, items }) => [under, items.length])).toEqual([
    ["Filter by", 1],
    ["Or by", 2],
  ]);
});
