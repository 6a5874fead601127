import type { inferRouterOutputs } from "@trpc/server";
import type { Span } from "@/components/use-breakers";
import type { AppRouter } from "@/server/trpc/router";

/** What is marked on the time axis of a chart: alerts from their start to their end, and what people or programs noted. */
export interface Marks {
  readonly alerts: readonly inferRouterOutputs<AppRouter>["alerts"]["marks"][number][];
  readonly notes: readonly inferRouterOutputs<AppRouter>["annotations"]["list"][number][];
  /** When the breaker of a downstream was open. */
  readonly open: readonly Span[];
}

export const noMarks: Marks = { alerts: [], notes: [], open: [] };
