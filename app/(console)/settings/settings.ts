import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

/** What the browser has: times are texts. */
export type Settings = inferRouterOutputs<AppRouter>["settings"]["read"];
