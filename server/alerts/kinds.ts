import type { RuleKind } from "./kind.ts";
import { accumulating } from "./kinds/accumulating.ts";
import { applicationAway } from "./kinds/application-away.ts";
import { breakerOpen } from "./kinds/breaker-open.ts";
import { cameBack } from "./kinds/came-back.ts";
import { channelFailing } from "./kinds/channel-failing.ts";
import { collectorBlind } from "./kinds/collector-blind.ts";
import { depth } from "./kinds/depth.ts";
import { expiry } from "./kinds/expiry.ts";
import { failedImport } from "./kinds/failed-import.ts";
import { newGroup } from "./kinds/new-group.ts";
import { oldestAge } from "./kinds/oldest-age.ts";
import { outboxFailed } from "./kinds/outbox-failed.ts";
import { outboxLag } from "./kinds/outbox-lag.ts";
import { rate } from "./kinds/rate.ts";
import { regression } from "./kinds/regression.ts";
import { sequenceGap } from "./kinds/sequence-gap.ts";
import { stalled } from "./kinds/stalled.ts";
import { unknownOutcome } from "./kinds/unknown-outcome.ts";

/** Every kind of rule. */
export const ruleKinds = [
  newGroup,
  regression,
  depth,
  rate,
  accumulating,
  stalled,
  oldestAge,
  expiry,
  cameBack,
  unknownOutcome,
  breakerOpen,
  sequenceGap,
  outboxLag,
  outboxFailed,
  applicationAway,
  collectorBlind,
  failedImport,
  channelFailing,
] as const satisfies readonly RuleKind[];

/** A kind by its name; undefined: a rule of a later Redrive, which this one leaves alone. */
export function findRuleKind(kind: string): RuleKind | undefined {
  return ruleKinds.find((one) => one.kind === kind);
}
