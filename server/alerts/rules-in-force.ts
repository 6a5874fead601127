import type { RuleOrigin } from "./rule.ts";

/** redrive.yaml before the page, and both before what Redrive has by itself. */
const rank: Readonly<Record<RuleOrigin, number>> = { config: 2, page: 1, default: 0 };

/** Of rules with one name the one that counts; `defaults` false: none of Redrive itself. Switched off ones stay, so that they stand in the place of others. */
export function rulesInForce<T extends { readonly origin: RuleOrigin; readonly name: string }>(
  all: readonly T[],
  defaults: boolean,
): readonly T[] {
  const byName = new Map<string, T>();
  for (const rule of all) {
    const known = byName.get(rule.name);
    if (rule.origin === "default" && !defaults) continue;
    if (!known || rank[rule.origin] > rank[known.origin]) byName.set(rule.name, rule);
  }
  return [...byName.values()];
}
