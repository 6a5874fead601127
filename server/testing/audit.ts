import { z } from "zod";

const severities = ["high", "critical"] as const;

/** The parts that are read of `npm audit --json` (npm 7 and later). */
const report = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      severity: z.string(),
      via: z.array(z.union([z.string(), z.object({ title: z.string(), url: z.string().optional() })])),
    }),
  ),
  metadata: z.object({ dependencies: z.object({ total: z.number() }) }),
});
const failure = z.object({ message: z.string().optional(), error: z.object({ summary: z.string().optional() }).optional() });

interface Verdict {
  readonly passed: boolean;
  readonly text: string;
}

/**
 * What an audit of the lock file means for a run. A registry without audits (a mirror), or one that cannot be reached, is no fault of the lock: then it
 * says that nothing was audited, and passes.
 */
export function judgeAudit(said: string): Verdict {
  const json = parse(said);
  const read = report.safeParse(json);
  if (!read.success) return { passed: true, text: `not audited: ${reasonOf(json, said)}` };
  const { vulnerabilities, metadata } = read.data;
  const bad = Object.entries(vulnerabilities).filter(([, { severity }]) => severities.some((one) => one === severity));
  if (bad.length === 0)
    return { passed: true, text: `audited: ${metadata.dependencies.total} packages, none known to be high or critical` };
  const lines = bad.map(([name, { severity, via }]) => `  ${name} (${severity}): ${via.map(titleOf).join("; ")}`);
  return {
    passed: false,
    text: `The lock file holds packages with known faults:\n${lines.join("\n")}\nnpm audit says which release mends each.`,
  };
}

function titleOf(via: string | { readonly title: string; readonly url?: string | undefined }): string {
  return typeof via === "string" ? `by ${via}` : `${via.title}${via.url ? ` ${via.url}` : ""}`;
}

function reasonOf(json: unknown, said: string): string {
  const { data } = failure.safeParse(json);
  return data?.message || data?.error?.summary || said.trim().split("\n")[0]?.slice(0, 200) || "npm audit said nothing";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
