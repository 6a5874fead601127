import type { Candidate, Scope } from "./candidate.ts";
import type { Asking, Check } from "./check.ts";
import type { Finding, KnownVerdict, Verdict } from "./verdict.ts";

/** A check with the facts that it goes by; null: they could not be read. */
export interface Informed {
  readonly check: Check;
  readonly facts: unknown;
}

export interface Judged {
  readonly verdict: Verdict;
  /** What the checks said, up to the one that skips it. */
  readonly findings: readonly { readonly check: Check; readonly finding: Finding }[];
}

export function applies(check: Check, scope: Scope): boolean {
  return check.applies?.(scope) ?? true;
}

/** Reads what the checks go by, once for all candidates. What two checks read by the same function is read once. */
export async function inform(ctx: Asking, checks: readonly Check[], candidates: readonly Candidate[]): Promise<readonly Informed[]> {
  const reads = new Map<Check["read"], Promise<unknown>>();
  const read = (of: Check["read"]) => {
    const begun = reads.get(of) ?? of?.(ctx, candidates) ?? Promise.resolve(undefined);
    reads.set(of, begun);
    return begun;
  };
  return Promise.all(checks.map(async (check) => ({ check, facts: await read(check.read) })));
}

/** What one of the checks goes by; null: it was not asked, or could not be read. */
export function factsOf<Facts, Data>(informed: readonly Informed[], check: Check<Facts, Data>): Facts | null {
  return (informed.find((one) => one.check.code === check.code)?.facts ?? null) as Facts | null;
}

/** What becomes of one candidate. A skip counts before a hold, and that before what is not known; of two the first check's. */
export function judge(informed: readonly Informed[], candidate: Candidate, now: Date): Judged {
  const findings: Judged["findings"][number][] = [];
  for (const { check, facts } of informed) {
    if (!applies(check, candidate)) continue;
    const finding: Finding | null = facts === null ? { do: "unknown", data: null } : check.judge(facts, candidate, now);
    if (finding === null) continue;
    findings.push({ check, finding });
    if (finding.do === "skip") break;
  }
  return { verdict: verdictOf(findings), findings };
}

function verdictOf(findings: Judged["findings"]): Verdict {
  const unsent = findings.flatMap(({ check: { code }, finding }) => (finding.do === "send" ? [] : [{ ...finding, code }]));
  const first = (what: Verdict["do"]) => unsent.find((one) => one.do === what);
  return first("skip") ?? first("hold") ?? first("unknown") ?? { do: "send" };
}

/** What a check could not know is asked again after this long. */
const againMs = 30_000;

/** Before it is sent: a message of which it is not known whether it may be sent is held for a while. */
export function holdUnknown(verdict: Verdict, now: Date): KnownVerdict {
  return verdict.do === "unknown" ? { ...verdict, do: "hold", until: new Date(now.getTime() + againMs) } : verdict;
}
