import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

/** A group as the browser has it: its times are texts. */
export type Group = inferRouterOutputs<AppRouter>["groups"]["list"]["groups"][number];
export type GroupPage = inferRouterOutputs<AppRouter>["groups"]["get"];
