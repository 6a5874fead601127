import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

type Preview = inferRouterOutputs<AppRouter>["alerts"]["preview"];
/** When a rule would have fired, as it arrives in the browser. */
export type Known = Extract<Preview, { is: "known" }>;
export type Chart = NonNullable<Known["chart"]>;
/** Nobody knows what was before this moment. */
export type OnlyNowKnown = Extract<Preview, { is: "now" }>;
