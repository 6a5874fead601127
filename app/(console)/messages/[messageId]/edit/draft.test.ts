import { expect, test } from "vitest";
import { type Base, changeOf, keptParts, openDraft, restoreDraft, writtenText } from "./draft";

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

test("what was written is kept without what was not, and is there again over a message that changed since", () => {
  const opened = openDraft(base);
  expect(keptParts(opened, base)).toBeNull();
  expect(keptParts({ ...opened, mode: "text", text: base.text }, base)).toBeNull();
  const kept = keptParts({ ...opened, text: '{"id":1}' }, base);
  expect(kept).toEqual({ mode: "json", text: '{"id":1}' });
  const other = { ...base, text: "{}", headers: [] };
  const restored = restoreDraft(openDraft(other), kept ?? undefined, other);
  expect(restored).toMatchObject({ mode: "json", text: '{"id":1}' });
  // Headers that nobody touched are those of the message as it is now.
  expect(changeOf(restored, other)).toEqual({ body: { text: '{"id":1}' } });
});

test("a body that is no text by now has nothing to go on with", () => {
  const binary: Base = { ...base, text: null, layout: null };
  expect(restoreDraft(openDraft(binary), { mode: "json", text: "{}" }, binary)).toMatchObject({ mode: "text", text: null });
  expect(restoreDraft(openDraft(base), undefined, base)).toEqual(openDraft(base));
});
