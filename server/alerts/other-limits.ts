import type { RuleKind } from "./kind.ts";
import { describeKinds } from "./describe-kinds.ts";
import type { RuleSpec } from "./rule.ts";

const factors = [0.5, 0.8, 1.25, 2, 3] as const;
const mostOthers = 4;

/** A few round numbers around the one that a rule fires from, with the parameter that they are of. Empty where it has none. */
export function otherLimits(
  kind: RuleKind,
  params: RuleSpec["params"],
): { readonly param: string; readonly values: readonly number[] } | null {
  const param = kind.scale?.param(params);
  const described = describeKinds()
    .find((one) => one.kind === kind.kind)
    ?.params.find(({ key }) => key === param);
  const own = param === undefined ? null : params[param];
  if (!param || !described || typeof own !== "number") return null;
  const round = (n: number) => (described.isWhole ? Math.round(Number(n.toPrecision(2))) : Number(n.toPrecision(2)));
  const within = (n: number) => n !== own && n >= (described.least ?? n) && n <= (described.most ?? n);
  return { param, values: [...new Set(factors.map((factor) => round(own * factor)).filter(within))].slice(0, mostOthers) };
}
