import { expect, test } from "vitest";
import { draftOfKind, inputOf, type Kind, missingOf } from "./draft";

const kind: Kind = {
  kind: "depth",
  label: "Many dead letters",
  description: "",
  pers: ["queue", "all"],
  narrows: "eventTypes",
  fallback: { severity: "error", forSeconds: 60, keepSeconds: 300 },
  params: [
    { key: "count", description: "", fallback: 100, mayBeNull: false, isWhole: true, least: 1, most: null },
    { key: "recover", description: "", fallback: null, mayBeNull: true, isWhole: true, least: 1, most: null },
  ],
};
const draft = { ...draftOfKind(kind), name: "deep" };

test("what is typed is sent as numbers and lists", () => {
  const typed = { ...draft, queues: " shop/a.* \n\nshop/b", steps: [{ afterMinutes: "0.5", tells: ["pager"] }], repeatMinutes: "60" };
  expect(inputOf(typed, kind)).toMatchObject({
    kind: "depth",
    count: 100,
    recover: null,
    where: { queues: ["shop/a.*", "shop/b"], except: [], groups: [], eventTypes: [] },
    steps: [{ afterSeconds: 30, tells: ["pager"] }],
    repeatSeconds: 3_600,
  });
  expect(inputOf(draft, kind)).not.toHaveProperty("tells");
  expect(inputOf(draft, { ...kind, narrows: "queues" })).toHaveProperty("where", { queues: [], except: [] });
});

test("what is no number goes to the server as it is, which says so", () => {
  expect(inputOf({ ...draft, params: { count: "many" } }, kind)).toMatchObject({ count: "many" });
});

test("what is missing is said before anything is sent", () => {
  expect(missingOf(draft, kind)).toBeNull();
  expect(missingOf({ ...draft, name: "Deep Queue" }, kind)).toMatch(/^Name it/);
  expect(missingOf({ ...draft, params: { count: " " } }, kind)).toBe("Say count.");
  expect(missingOf({ ...draft, tells: [] }, kind)).toBe("Choose a channel that is told.");
  expect(missingOf({ ...draft, steps: [{ afterMinutes: "", tells: ["pager"] }] }, kind)).toMatch(/^Each step/);
});
