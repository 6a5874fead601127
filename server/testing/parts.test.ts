import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Part, runAgain, runLines } from "./parts.ts";

const node = (name: string, script: string, report: string | null = null): Part => ({
  name,
  command: [process.execPath, "-e", script],
  report,
});

test("lines run side by side, each prints whole, and what fails is told with its part", async () => {
  const printed: string[] = [];
  const waits = "console.log('first'); setTimeout(() => console.log('last'), 200)";
  const ended = await runLines(
    [[node("slow", waits)], [node("broken", "console.error('why'); process.exit(3)"), node("next", "")]],
    (text) => void printed.push(text),
  );
  expect(ended.map(({ name, passed, failed }) => ({ name, passed, failed }))).toEqual([
    { name: "slow", passed: 1, failed: [] },
    { name: "broken", passed: 0, failed: ["broken: exit code 3"] },
    { name: "next", passed: 1, failed: [] },
  ]);
  expect(printed).toContainEqual(expect.stringMatching(/^\n== slow, \d+ s\nfirst\nlast\n/));
  expect(printed.join("")).toContain("why");
});

test("a runner that ends without a count is a failure, well or badly", async () => {
  const ended = await runLines(
    [[node("well", "", "none.json"), node("badly", "process.kill(process.pid, 'SIGKILL')", "none.json")]],
    () => {},
  );
  expect(ended.flatMap(({ failed }) => failed)).toEqual(["well: no test ran", "badly: exit code 1 though no test failed"]);
});

test("a command that is not there is a failure that says so", async () => {
  const printed: string[] = [];
  const [part] = await runLines([[{ name: "gone", command: ["/no/such/program"], report: null }]], (text) => void printed.push(text));
  expect(part?.failed).toEqual(["gone: exit code 1"]);
  expect(printed.join("")).toContain("/no/such/program");
});

test("a few failures run once more, alone: what passes then is unsteady, what fails again has failed, and many are not tried", async () => {
  const folder = mkdtempSync(join(tmpdir(), "parts-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const report = join(folder, "report.json");
  const runner = (failing: string) =>
    node(
      "broker",
      `const { writeFileSync } = require("node:fs"); const only = process.argv.slice(1); const files = [${failing}];
      const testResults = files.filter((name) => only.length === 0 || (only.includes(name) && name !== "slow.ts"))
        .map((name) => ({ name, status: "failed", assertionResults: [{ status: "failed", fullName: "t", failureMessages: ["late"] }] }));
      writeFileSync(${JSON.stringify(report)}, JSON.stringify({ numPassedTests: 2, testResults })); process.exitCode = testResults.length && 1`,
      report,
    );
  const judge = async (failing: string) => {
    const part = runner(failing);
    const [ended] = await runLines([[part]], () => {});
    if (!ended) throw new Error("Nothing ended.");
    return runAgain(part, ended, () => {});
  };
  expect(await judge("")).toEqual({ failed: [], unsteady: [] });
  expect(await judge('"slow.ts"')).toEqual({ failed: [], unsteady: ["broker: slow.ts > t: late"] });
  expect(await judge('"slow.ts", "wrong.ts"')).toEqual({ failed: ["broker: wrong.ts > t: late"], unsteady: [] });
  const many = await judge('"slow.ts", "slow.ts", "slow.ts", "slow.ts", "slow.ts", "slow.ts"');
  expect(many).toMatchObject({ failed: { length: 6 }, unsteady: [] });
});
