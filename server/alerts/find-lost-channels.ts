import type { ChannelConfig } from "../config/config.ts";
import type { OwnerSpec, RuleSpec } from "./rule.ts";

export interface LostChannel {
  /** "rule deep" or "team payments". */
  readonly of: string;
  readonly channel: string;
}

/** Channels that rules and teams name and that redrive.yaml has no more: one that was renamed or removed. */
export function findLostChannels(
  rules: readonly Pick<RuleSpec, "name" | "tells" | "steps" | "enabled">[],
  owners: readonly Pick<OwnerSpec, "team" | "tells">[],
  channels: readonly Pick<ChannelConfig, "name">[],
): readonly LostChannel[] {
  const known = new Set(channels.map(({ name }) => name));
  const lost = (of: string, names: readonly string[]) =>
    [...new Set(names)].filter((name) => !known.has(name)).map((channel) => ({ of, channel }));
  return [
    ...rules
      .filter(({ enabled }) => enabled)
      .flatMap(({ name, tells, steps }) => lost(`rule ${name}`, [...(tells ?? []), ...steps.flatMap((step) => step.tells)])),
    ...owners.flatMap(({ team, tells }) => lost(`team ${team}`, tells)),
  ];
}
