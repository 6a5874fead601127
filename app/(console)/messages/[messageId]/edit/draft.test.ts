import { expect, test } from "vitest";
import { type Base, changeOf, openDraft, writtenText } from "./draft";

const base: Base = { text: '{"id":12345678901234567890,"total":54.50}', mark: "", layout: "compact", headers: [], properties: [] };

test("a draft that was only looked at changes nothing", () => {
  const draft = openDraft(base);
  expect(draft.text).toContain("\n");
  expect(changeOf(draft, base)).toEqual({});
});

test("an edit goes back into the layout of the original, digits untouched", () => {
  const draft = openDraft(base);
  const edited = { ...draft, text: draft.text?.replace("54.50", "54.5") ?? null };
  expect(changeOf(edited, base)).toEqual({ body: { text: '{"id":12345678901234567890,"total":54.5}' } });
});

test("the mark that an edited text began with stays before it", () => {
  const edited = { ...openDraft(base), mode: "text" as const, text: "{}" };
  expect(changeOf(edited, { ...base, mark: "\ufeff" })).toEqual({ body: { text: "\ufeff{}" } });
});

test("a mistake is not laid out", () => {
  expect(writtenText({ mode: "json", text: "{\n  a" }, "compact")).toBe("{\n  a");
});

test("what is no text has no body to change; its headers do, without what the page knows of them", () => {
  const header = { name: "a", value: { type: "string" as const, wire: "longstr", text: "1" }, convention: "x", stripped: "y" };
  const binary: Base = { ...base, text: null, layout: null };
  expect(changeOf({ ...openDraft(binary), headers: [header] }, binary)).toEqual({
    head: { headers: [{ name: "a", nameBytes: undefined, value: header.value }], properties: [] },
  });
});
