import type { inferRouterInputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

/** Chosen rows, or everything that a filter matches. */
export type Selection = inferRouterInputs<AppRouter>["messages"]["discard"]["selection"];
