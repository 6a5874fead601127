import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

export type Plan = inferRouterOutputs<AppRouter>["replays"]["plan"];
