import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

type Answers = inferRouterOutputs<AppRouter>["alerts"];
/** An alert as it arrives in the browser. */
export type Alert = Answers["list"]["alerts"][number];
export type AlertPage = Answers["get"];
export type Transition = AlertPage["transitions"][number];
export type Delivery = Answers["deliveries"]["deliveries"][number];
export type Channel = Answers["channels"]["channels"][number];
export type Silence = Answers["silences"]["silences"][number];
export type Owner = Answers["owners"]["owners"][number];
export type Rule = Answers["rules"]["rules"][number];

/** The page of an alert, which every notice links to. */
export function alertHref(id: number): string {
  return `/alerts/${id}`;
}

/** It fires, whoever has it. */
export function isLive({ state }: Pick<Alert, "state">): boolean {
  return state !== "pending" && state !== "resolved";
}
