import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

type Outputs = inferRouterOutputs<AppRouter>["queues"];
type QueueList = Outputs["list"];

/** What the browser has: times are texts. */
export type Source = QueueList["sources"][number];
export type Queue = Source["queues"][number];
export type Fault = QueueList["faults"][number];
export type Found = QueueList["found"][number];
export type Log = Outputs["log"];
export type PurgePlan = Outputs["purgePlan"];
