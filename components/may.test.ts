import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";

const files = new Map(
  globSync("{app,components}/**/*.{ts,tsx}")
    .filter((path) => !path.includes(".test."))
    .map((path) => [path, readFileSync(path, "utf8")] as const),
);

/** What needs no permission: to sign out, and one's own sessions and devices. */
const own = ["components/who-asks.tsx", "app/(console)/people/own-sessions.tsx", "app/(console)/settings/push.tsx"];

/** Part of a dialog that `group-actions.tsx` opens, which says why. */
const inDialog = ["app/(console)/groups/text-dialog.tsx", "app/(console)/messages/use-undo.ts"];

/** Whether a component says why a button may not be pressed: it, or each that opens it. */
function saysWhy(path: string): boolean {
  if (/[rR]efusal/.test(files.get(path) ?? "")) return true;
  const name = basename(path).replace(/\.tsx?$/, "");
  const openers = [...files].filter(([, text]) => new RegExp(`from "[./@][^"]*/${name}"`).test(text));
  return openers.length > 0 && openers.every(([, text]) => /[rR]efusal/.test(text));
}

test("whatever acts says why it may not be pressed, and who may", () => {
  const acting = [...files].filter(([, text]) => text.includes("useMutation(")).map(([path]) => path);
  expect(acting.length).toBeGreaterThan(30);
  expect(acting.filter((path) => ![...own, ...inDialog].includes(path) && !saysWhy(path))).toEqual([]);
});
