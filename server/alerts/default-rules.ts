import { z } from "zod";
import { ruleKinds } from "./kinds.ts";
import { everywhere, type RuleSpec } from "./rule.ts";

/** Rules with no configuration at all, by their names. What is left out overlaps with these and is noise to most: `oldest_age`, `accumulating`. */
const names: Partial<Record<(typeof ruleKinds)[number]["kind"], string>> = {
  new_group: "new-failure",
  regression: "closed-failure-is-back",
  depth: "many-dead-letters",
  rate: "dead-letters-come-fast",
  stalled: "nobody-takes-care",
  expiry: "dead-letters-expire",
  came_back: "replayed-messages-come-back",
  unknown_outcome: "outcome-not-known",
  breaker_open: "breaker-open",
  outbox_lag: "outbox-lags",
  outbox_failed: "outbox-rows-failed",
  application_away: "application-away",
  collector_blind: "not-read",
  failed_import: "imports-fail",
  channel_failing: "channel-fails",
};

export const defaultRules: readonly RuleSpec[] = ruleKinds.flatMap((of) => {
  const name = names[of.kind];
  if (!name) return [];
  const params = z.object(of.shape).parse({});
  const [per] = of.pers;
  const rest = { where: everywhere, tells: null, steps: [], repeatSeconds: null, runbook: null, enabled: true };
  return [{ name, kind: of.kind, params, per, ...of.fallback, ...rest }];
});
