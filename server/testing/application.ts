import { onTestFinished } from "vitest";
import type { ApplicationSpec } from "../applications/application.ts";
import { openApplications } from "../applications/open.ts";
import type { Ctx } from "../context.ts";
import { createEmptyDatabase } from "./database.ts";
import { openReplays } from "./replays.ts";

/** The table of processed events as the demo's shop has it. */
export const processedTable: ApplicationSpec["tables"][number] = {
  kind: "processed",
  schema: "public",
  table: "processed_events",
  eventId: "event_id",
  consumer: "consumer",
  at: { column: "at", zone: "UTC" },
  done: [],
  keeps: "all",
};

/** An application "orders" over a database of its own, which consumes what dies in "orders.dlq" of source "shop". */
export async function openShopDatabase(change: Partial<ApplicationSpec> = {}) {
  const { sql: owner, url } = await createEmptyDatabase();
  await owner.unsafe(
    "create table processed_events (consumer text not null, event_id text not null, at timestamptz not null default now(), primary key (consumer, event_id))",
  );
  const spec: ApplicationSpec = {
    name: "orders",
    engine: "postgres",
    databaseUrl: url,
    consumes: [{ queue: "shop/orders.dlq", consumer: "orders" }],
    tables: [processedTable],
    unknown: null,
    ...change,
  };
  const process = (...ids: string[]) => owner`
    insert into processed_events (consumer, event_id, at) select 'orders', id, clock_timestamp() from unnest(${ids}::text[]) as t(id)`;
  return { owner, spec, process };
}

/** The context with these applications instead of its own. */
export function withApplications(ctx: Ctx, specs: readonly ApplicationSpec[]): Ctx {
  const applications = openApplications(specs);
  onTestFinished(() => applications.close());
  return { ...ctx, applications, config: { ...ctx.config, applications: specs } };
}

/** The shop of `openReplays` with dead messages of events e-0, e-1 and so on, and the application that consumes them. */
export async function openProcessed(count: number, change: Partial<ApplicationSpec> = {}) {
  const bodyOf = (at: number) => JSON.stringify({ eventId: `e-${at}`, eventType: "OrderPlaced" });
  const [opened, { spec, ...database }] = await Promise.all([openReplays(count, (broker) => broker, bodyOf), openShopDatabase(change)]);
  const ctx = withApplications(opened.ctx, [spec]);
  return { ...opened, ...database, spec, ctx };
}
