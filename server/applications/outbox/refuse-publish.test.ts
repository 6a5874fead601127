import { expect, test } from "vitest";
import { refusePublish, refuseRole } from "./refuse-publish.ts";

const publishNow = { set: { Retries: 0 }, only: [] };

test.each([
  ["postgres", publishNow, null],
  ["mysql", publishNow, "Redrive publishes rows again only in PostgreSQL."],
  ["postgres", null, "No way to publish a row again is documented or configured."],
  ["mysql", null, "No way to publish a row again is documented or configured."],
] as const)("of an outbox in %s", (engine, way, reason) => {
  expect(refusePublish(engine, { publishNow: way })).toBe(reason);
});

test("a role that may not update the table is told the grant that it needs", () => {
  const table = { schema: "public", table: "outbox" };
  expect(refuseRole({ ...table, grants: ["insert"] })).toBe(
    "The role that Redrive uses there may not update public.outbox. Run: grant update on public.outbox to <role>",
  );
  expect(refuseRole({ ...table, grants: ["update"] })).toBe(null);
});
