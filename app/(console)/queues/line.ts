import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

type QueueList = inferRouterOutputs<AppRouter>["queues"]["list"];

/** What the browser has: times are texts. */
export type Source = QueueList["sources"][number];
export type Queue = Source["queues"][number];
export type Found = QueueList["found"][number];
