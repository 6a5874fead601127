import { expect, test } from "vitest";
import { refusePublish } from "./refuse-publish.ts";

const publishNow = { set: { Retries: 0 }, only: [] };

test.each([
  ["postgres", publishNow, null],
  ["mysql", publishNow, "Redrive publishes rows again only in PostgreSQL."],
  ["postgres", null, "No way to publish a row again is documented or configured."],
  ["mysql", null, "No way to publish a row again is documented or configured."],
] as const)("of an outbox in %s", (engine, way, reason) => {
  expect(refusePublish(engine, { publishNow: way })).toBe(reason);
});
