import { z } from "zod";
import { ruleKinds } from "../server/alerts/kinds.ts";
import { everywhere, type RuleSpec } from "../server/alerts/rule.ts";
import { company } from "./seed.ts";

/** Rules of every kind: some look at everything, most at the queues of one team. Their limits are out of reach, so that nothing fires. */
export function quietRules(count: number): readonly RuleSpec[] {
  return Array.from({ length: count }, (_, nth): RuleSpec => {
    const of = ruleKinds[nth % ruleKinds.length] ?? ruleKinds[0];
    const [per] = of.pers;
    const queue = company.queues[nth % company.queues.length] ?? "";
    return {
      name: `rule-${nth}`,
      kind: of.kind,
      per,
      ...of.fallback,
      tells: null,
      steps: [],
      repeatSeconds: null,
      runbook: null,
      enabled: true,
      params: {
        ...z.object(of.shape).parse({}),
        ...("count" in of.shape ? { count: 1_000_000 } : {}),
        ...("least" in of.shape ? { least: 1_000_000 } : {}),
      },
      where: nth === 0 || (nth % 10 === 0 && of.kind !== "new_group") ? everywhere : { ...everywhere, queues: [`rabbit/${queue}`] },
    };
  });
}
