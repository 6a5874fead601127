import { expect, test } from "vitest";
import { type Part, runLines } from "./parts.ts";

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
