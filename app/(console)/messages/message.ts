import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

/** A row of the list: times are texts. */
export type Message = inferRouterOutputs<AppRouter>["messages"]["list"]["messages"][number];
