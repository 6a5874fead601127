import type { Ctx } from "../context.ts";
import { readNow } from "../db/read-now.ts";
import type { QueueFact } from "./facts.ts";
import { ofArrivals } from "./history/of-arrivals.ts";
import { ofBreakers } from "./history/of-breakers.ts";
import { ofDepths } from "./history/of-depths.ts";
import { ofClosings, ofFound } from "./history/of-groups.ts";
import { ofImports } from "./history/of-imports.ts";
import { ofComebacks } from "./history/of-replays.ts";
import type { History, Known } from "./history/moment.ts";
import { findRuleKind } from "./kinds.ts";
import { narrowsGroups } from "./match.ts";
import type { Rule } from "./rule.ts";

/** What a rule would have seen in the last days; or why nobody knows, as a sentence. */
export async function readHistory(ctx: Ctx, rule: Rule, days: number): Promise<History | { readonly why: string }> {
  const known: Known = { now: await readNow(ctx), queues: await readQueues(ctx) };
  switch (rule.kind) {
    case "rate":
      return ofArrivals(ctx, rule, known, days);
    case "depth":
    case "accumulating":
      if (narrowsGroups(rule.where) || rule.per === "group")
        return { why: "How many were dead at a past moment is kept of whole queues, and not of their groups." };
      return (await ofDepths(ctx, rule, known, days)) ?? { why: "No worker has noted yet how many are dead." };
    case "new_group":
      return ofFound(ctx, rule, known, days);
    case "regression":
      return ofClosings(ctx, rule, known, days);
    case "came_back":
      return ofComebacks(ctx, rule, known, days);
    case "breaker_open":
      return ofBreakers(ctx, rule, known, days);
    case "failed_import":
      return ofImports(ctx, rule, known, days);
    default:
      return { why: findRuleKind(rule.kind)?.noPast ?? "This Redrive does not know this kind of rule." };
  }
}

function readQueues({ sql }: Ctx): Promise<readonly QueueFact[]> {
  return sql<QueueFact[]>`
    select id, source, name, true as captured, false as paused, null::timestamptz as "heardAt", null::timestamptz as "blindSince", null::int as ready,
      null::timestamptz as "expiresAt", null::timestamptz as "waitingSince", 0 as "failedImports"
    from queues where watched order by id`;
}
