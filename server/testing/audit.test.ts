import { expect, test } from "vitest";
import { judgeAudit } from "./audit.ts";

const report = (vulnerabilities: object) =>
  JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: { dependencies: { total: 321 } } });
const fault = (severity: string) => ({
  severity,
  via: [{ title: "Remote code execution", url: "https://github.com/advisories/GHSA-x" }, "left-pad"],
});

test("a lock without known faults, or with small ones, passes and says how much was audited", () => {
  for (const found of [{}, { a: fault("low"), b: fault("moderate") }])
    expect(judgeAudit(report(found))).toEqual({ passed: true, text: "audited: 321 packages, none known to be high or critical" });
});

test.each(["high", "critical"])("one with a %s fault fails, and names it", (severity) => {
  const { passed, text } = judgeAudit(report({ a: fault("low"), next: fault(severity) }));
  expect(passed).toBe(false);
  expect(text).toContain(`next (${severity}): Remote code execution https://github.com/advisories/GHSA-x; by left-pad`);
  expect(text).not.toContain("  a (");
});

test.each([
  [
    JSON.stringify({ message: "405 Method Not Allowed - POST https://registry/audit", statusCode: 405, error: { summary: "" } }),
    "405 Method Not Allowed",
  ],
  [
    JSON.stringify({ error: { code: "ENOAUDIT", summary: "Your configured registry does not support audit requests." } }),
    "does not support audit",
  ],
  [JSON.stringify({ error: { code: "ENOTFOUND", summary: "request to https://registry failed" } }), "request to https://registry failed"],
  ["<html>not here</html>", "<html>not here</html>"],
  ["spawnSync npm ENOENT", "spawnSync npm ENOENT"],
  ["", "npm audit said nothing"],
  ["null", "null"],
  ["{}", "{}"],
])("where nothing was audited (%.60s) it passes, and says why", (said, why) => {
  expect(judgeAudit(said)).toEqual({ passed: true, text: expect.stringMatching(/^not audited: ./) });
  expect(judgeAudit(said).text).toContain(why);
});
