import type { ChannelConfig } from "../config/config.ts";
import { type Alert, manyKey } from "./alert.ts";
import type { ChannelKind } from "./channel-kind.ts";
import { channelKinds } from "./channel-kinds.ts";
import { channelKey } from "./kinds/channel-failing.ts";
import type { OwnerSpec, RuleSpec } from "./rule.ts";
import { newsOnly, type TransitionKind } from "./transition.ts";

export interface Route {
  /** Channels that are told, whether or not they knew of the alert before. */
  readonly tells: readonly string[];
  /** Channels that hear of such a transition at all, by their kind. */
  readonly hears: readonly string[];
}

const kinds: readonly ChannelKind[] = channelKinds;

/**
 * Who is told of a transition: who was told of the alert before, and, where it is news, the channels of the rule, or of the owner, or all of them. A step
 * of an escalation tells its own channels. A channel that is not configured any more is left out, and where none of them is left, the next of these tell.
 * That a channel fails is told by the others.
 */
export function routeOf(
  rule: Pick<RuleSpec, "tells" | "steps"> | null,
  alert: Pick<Alert, "key" | "owner" | "step">,
  kind: TransitionKind,
  { channels, owners }: { readonly channels: readonly ChannelConfig[]; readonly owners: readonly OwnerSpec[] },
): Route {
  const others = channels.filter(({ name }) => alert.key !== channelKey(name));
  const hears = others
    .filter((channel) => {
      const of = kinds.find((one) => one.kind === channel.kind);
      return of?.hears.includes(kind) || (alert.key === manyKey && of?.hearsOfMany?.includes(kind));
    })
    .map(({ name }) => name);
  if (!newsOnly.includes(kind) || kind === "resolved" || !rule) return { tells: [], hears };
  const step = kind === "escalated" ? rule.steps[alert.step - 1]?.tells : null;
  const ofOwner = owners.find(({ team }) => team === alert.owner)?.tells;
  const known = [step, rule.tells, ofOwner].map((names) => (names ?? []).filter((name) => hears.includes(name)));
  return { tells: known.find((names) => names.length > 0) ?? hears, hears };
}
