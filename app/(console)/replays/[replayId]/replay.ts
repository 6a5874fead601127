import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

type Outputs = inferRouterOutputs<AppRouter>["replays"];

/** What the browser has: times are texts. */
export type Replay = Outputs["get"];
export type Item = Outputs["items"]["items"][number];
export type Stage = Replay["stages"][number];
