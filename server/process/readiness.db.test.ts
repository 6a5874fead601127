import { expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { shop } from "../testing/messages.ts";
import { readReadiness } from "./readiness.ts";

test("anybody may ask whether it is ready: of a source that fails there is no word of the broker", async () => {
  const ctx = testContext(await testDatabase(), { config: { sources: [shop] } });
  await ctx.sql`
    insert into sources (name, kind, state, since, last_error, last_error_at) values ('shop', 'memory', 'failed', now(), 'ECONNREFUSED 10.0.0.7', now())`;
  const { sources } = await readReadiness(ctx);
  expect(sources).toEqual([{ name: "shop", state: "failed" }]);
});
