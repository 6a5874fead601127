import { toRule } from "../config/alerts.ts";
import type { Ctx } from "../context.ts";
import { readNow } from "../db/read-now.ts";
import { lastedText } from "../text/lasted.ts";
import { numberText } from "../text/numbers.ts";
import { sentenceCase } from "../text/sentence.ts";
import type { PreviewRule } from "./input.ts";
import { findRuleKind } from "./kinds.ts";
import { narrowsGroups } from "./match.ts";
import { otherLimits } from "./other-limits.ts";
import type { PreviewAnswer } from "./output.ts";
import { readFacts } from "./read-facts.ts";
import { readHistory } from "./read-history.ts";
import { readSlowFacts } from "./read-slow-facts.ts";
import type { Rule } from "./rule.ts";
import { type Firing, simulate } from "./simulate.ts";
import { Subjects } from "./subjects.ts";
import { alertTitle } from "./words.ts";

const days = 7;
const most = 200;
const mostNow = 8;
/** A chart has about as many columns as fit a page. */
const buckets = [60_000, 300_000, 900_000, 3_600_000] as const;
const mostBuckets = 200;

/** When a rule would have fired in the last 7 days, as far as what is kept says so: the rule is judged moment by moment, as it is now. */
export async function previewRule(ctx: Ctx, input: PreviewRule): Promise<PreviewAnswer> {
  const rule: Rule = { ...toRule(input.name, input.rule), id: 0, origin: "page" };
  const kind = findRuleKind(rule.kind);
  const history = await readHistory(ctx, rule, days);
  if (!kind || "why" in history) return judgeNow(ctx, rule, "why" in history ? history.why : "");
  const spanMs = history.to.getTime() - history.from.getTime();
  const bucketMs = buckets.find((ms) => spanMs / ms <= mostBuckets) ?? 3_600_000;
  const others = otherLimits(kind, rule.params);
  const paramsOf = (value: number) => (others ? { ...rule.params, [others.param]: value } : rule.params);
  const simulated = await simulate(history.rule, kind, history.moments, { others: (others?.values ?? []).map(paramsOf), bucketMs });
  const [own = [], ...elsewhere] = simulated.firings;
  return {
    is: "known",
    from: history.from,
    to: history.to,
    total: own.length,
    firings: own.toReversed().slice(0, most),
    words: `Would ${firedText(own)} in ${lastedText(spanMs)}${firesNow(own) ? ", and would fire now" : ""}.`,
    chart: kind.scale ? { unit: kind.scale.unit, bucketMs, points: simulated.points } : null,
    others: (others?.values ?? []).map((value, nth) => ({
      param: others?.param ?? "",
      value,
      total: elsewhere[nth]?.length ?? 0,
      now: firesNow(elsewhere[nth] ?? []),
    })),
  };
}

function firedText({ length }: readonly Firing[]): string {
  if (length === 0) return "not have fired";
  return `have fired ${length === 1 ? "once" : `${numberText(length)} times`}`;
}

function firesNow(firings: readonly Firing[]): boolean {
  return firings.some(({ until }) => until === null);
}

/** Of what nobody knows the past of, the rule is judged at this moment. */
async function judgeNow(ctx: Ctx, rule: Rule, why: string): Promise<PreviewAnswer> {
  const kind = findRuleKind(rule.kind);
  const facts = await ctx.sql.begin("read only", async (tx) => {
    const now = await readNow({ ...ctx, sql: tx });
    const slow = await readSlowFacts(tx, now);
    return readFacts(tx, { now, rules: [rule], slow, downstreams: ctx.config.downstreams, applications: ctx.applications.all });
  });
  const subjects = new Subjects(facts).of(rule);
  const judged = kind?.judge({ params: rule.params, facts, subjects, isNarrowed: narrowsGroups(rule.where) }) ?? [];
  const over = [...judged].filter(({ level }) => level === "over");
  const lasting = rule.forSeconds > 0 ? `, once it has held for ${lastedText(rule.forSeconds * 1_000)}` : "";
  return {
    is: "now",
    words:
      over.length === 0
        ? "Would not fire now."
        : `Would fire now${lasting}${over.length === 1 ? "" : `: ${numberText(over.length)} alerts`}.`,
    why: `Nobody can say when it would have fired before. ${why}`,
    total: over.length,
    titles: over.slice(0, mostNow).map(({ facts: of }) => sentenceCase(alertTitle({ rule, facts: of }))),
  };
}
