import { onTestFinished } from "vitest";
import type { OutboxMapping } from "../applications/mapping.ts";
import { listOutboxes } from "../applications/outbox/list.ts";
import { forgetWatched } from "../applications/outbox/watch.ts";
import type { Ctx } from "../context.ts";
import { testContext } from "./context.ts";
import { createEmptyDatabase, testDatabase } from "./database.ts";
import { createRole } from "./role.ts";

/** Where `openOutbox` has its outbox, unless its statements make another. */
export const place = { application: "shop", schema: "public", table: "outbox" };

/** An application "shop" over a database of its own, in which these statements made an outbox. `grants`: Redrive's role has no others; null: it is the owner. */
export async function openOutbox(
  ddl: string,
  preset: string | OutboxMapping = "pg-transactional-outbox",
  grants: readonly string[] | null = null,
) {
  const { sql: owner, url: ownUrl } = await createEmptyDatabase();
  await owner.unsafe(ddl);
  const url = grants === null ? ownUrl : await createRole(owner, ownUrl, grants);
  const tables = [typeof preset === "string" ? { preset, schema: null, only: "outbox" as const } : preset];
  const spec = {
    name: "shop",
    engine: "postgres" as const,
    databaseUrl: url,
    unknown: null,
    consumes: [{ queue: "eu/orders.*", consumer: null }],
    tables,
  };
  const ctx = testContext(await testDatabase(), { config: { applications: [spec] } });
  onTestFinished(() => ctx.applications.close());
  /** What pages keep for some seconds is forgotten. */
  const list = async (as: Ctx = ctx) => {
    for (const application of ctx.applications.all) forgetWatched(application);
    return listOutboxes(as);
  };
  return { owner, ctx, list };
}

/** The first of some, of which there is one. */
export const first = <T>(all: readonly T[]): T => {
  const [one] = all;
  if (one === undefined) throw new Error("There is none.");
  return one;
};
