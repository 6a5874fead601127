import { readFileSync } from "node:fs";

/** What a test runner counted. */
export interface Tally {
  passed: number;
  /** One entry a failure: what failed, where, and the first line of why that is no log line of a process. Said at the end of a run, where a long log is read first. */
  failed: string[];
  /** The files in which they failed, as the runner takes them. */
  files: string[];
}

interface VitestReport {
  numPassedTests: number;
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { status: string; fullName: string; failureMessages?: string[] }[];
  }[];
}

interface PlaywrightSuite {
  suites?: PlaywrightSuite[];
  specs?: { ok: boolean; title: string; file: string; tests: { status: string; results: { error?: { message?: string } }[] }[] }[];
}

interface PlaywrightReport extends PlaywrightSuite {
  stats: { expected: number };
}

/** Reads the JSON report of Vitest or of Playwright; a report that is missing or broken counts nothing, so that the runner's exit code decides. */
export function readTally(file: string): Tally {
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as VitestReport | PlaywrightReport;
    return "stats" in report ? playwrightTally(report) : vitestTally(report);
  } catch {
    return { passed: 0, failed: [], files: [] };
  }
}

function vitestTally(report: VitestReport): Tally {
  const failed = report.testResults.flatMap((result) => {
    const tests = result.assertionResults.filter((test) => test.status === "failed");
    if (tests.length === 0 && result.status === "failed") return [`${result.name}: ${firstLine(result.message)}`];
    return tests.map((test) => `${result.name} > ${test.fullName}: ${firstLine(test.failureMessages?.[0])}`);
  });
  const files = report.testResults.filter((result) => result.status === "failed").map((result) => result.name);
  return { passed: report.numPassedTests, failed, files };
}

function playwrightTally(report: PlaywrightReport): Tally {
  const failures = playwrightFailures(report);
  return {
    passed: report.stats.expected,
    failed: failures.map(({ file, title, why }) => `${file} > ${title}: ${why}`),
    files: [...new Set(failures.map(({ file }) => file))],
  };
}

/** A flaky test is a failure as well: it failed once, and nobody knows why. */
function playwrightFailures(suite: PlaywrightSuite): { file: string; title: string; why: string }[] {
  const own = (suite.specs ?? [])
    .filter((spec) => !spec.ok || spec.tests.some((test) => test.status === "flaky"))
    .map(({ file, title, tests }) => ({
      file,
      title,
      why: firstLine(tests[0]?.results.find((result) => result.error)?.error?.message),
    }));
  return [...own, ...(suite.suites ?? []).flatMap(playwrightFailures)];
}

/** What a test says of a process that fails begins with the log of that. */
const logLine = /^(?:\w+: )?\{"level":/;

function firstLine(text: string | undefined): string {
  return text?.split("\n").find((line) => line.trim() !== "" && !logLine.test(line)) ?? "no reason given";
}
