import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

type Outputs = inferRouterOutputs<AppRouter>["outbox"];

/** What the browser has: times are texts. */
export type Application = Outputs["list"]["applications"][number];
export type Outbox = Application["outboxes"][number];
export type Row = Outputs["rows"]["rows"][number];
export type RowDetail = Outputs["row"];

/** Where an outbox is, as procedures ask for it. */
export interface OutboxPlace {
  readonly application: string;
  readonly schema: string;
  readonly table: string;
}

/** "shop/public.outbox": an outbox in the address of the page. */
export function keyOf({ application, schema, table }: OutboxPlace): string {
  return `${application}/${schema}.${table}`;
}
