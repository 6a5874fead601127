import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { readTally, type Tally } from "./tally.ts";

const leftoverMs = 5_000;
/** A part that takes longer hangs. */
const longestMs = 75 * 60_000;

/** One command of a test run. */
export interface Part {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** The file in which its runner counts tests; null: the command passes or fails as a whole. */
  readonly report: string | null;
}

export interface Ended extends Tally {
  readonly name: string;
  readonly seconds: number;
}

/** One command of a package, which npm has put on the path of its scripts, that passes or fails as a whole. */
export function check(name: string, command: Part["command"], env: Part["env"] = {}): Part {
  return { name, command, env, report: null };
}

/** More failures than this are a fault, not a machine that was slow. */
const mostAgain = 5;

/** A property that failed for what was drawn would pass by luck for what is drawn next. */
const draws = (file: string) => existsSync(file) && readFileSync(file, "utf8").includes("fast-check");

/**
 * Runs the files of a few failures once more, alone. Under a full run's load a broker may take longer than any patience: what passes alone
 * is unsteady, which is told and does not fail the run. What fails twice has failed.
 */
export async function runAgain(
  part: Part,
  ended: Ended,
  print: (text: string) => void,
): Promise<{ failed: readonly string[]; unsteady: readonly string[] }> {
  const { failed, files } = ended;
  if (failed.length === 0 || failed.length > mostAgain || files.length === 0 || files.some(draws)) return { failed, unsteady: [] };
  const again = await runPart({ ...part, command: [...part.command, ...files] }, print);
  return again.failed.length === 0 ? { failed: [], unsteady: failed } : { failed: again.failed, unsteady: [] };
}

/** Runs lines of parts side by side, the parts of a line one after the other. What a part prints is given to `print` whole, when it has ended. */
export async function runLines(lines: readonly (readonly Part[])[], print: (text: string) => void): Promise<readonly Ended[]> {
  const runLine = async (parts: readonly Part[]) => {
    const ended: Ended[] = [];
    for (const part of parts) ended.push(await runPart(part, print));
    return ended;
  };
  return (await Promise.all(lines.map(runLine))).flat();
}

async function runPart({ name, command, env, report }: Part, print: (text: string) => void): Promise<Ended> {
  const start = performance.now();
  print(`${name} starts\n`);
  const { code, output } = await run(command, { ...process.env, ...env });
  const seconds = (performance.now() - start) / 1_000;
  print(`\n== ${name}, ${seconds.toFixed(0)} s\n${output}\n`);
  if (report === null)
    return { name, seconds, passed: code === 0 ? 1 : 0, failed: code === 0 ? [] : [`${name}: exit code ${code}`], files: [] };
  const { passed, failed, files } = readTally(report);
  const failures = failed.map((failure) => `${name}: ${failure}`);
  if (code !== 0 && failed.length === 0) failures.push(`${name}: exit code ${code} though no test failed`);
  if (code === 0 && passed === 0) failures.push(`${name}: no test ran`);
  return { name, seconds, passed, failed: failures, files };
}

function run([file, ...words]: Part["command"], env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; output: string }>();
  const chunks: Buffer[] = [];
  const child = spawn(file, words, { stdio: ["ignore", "pipe", "pipe"], env, timeout: longestMs });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  const end = (code: number) => resolve({ code, output: Buffer.concat(chunks).toString() });
  child.on("error", (error) => {
    chunks.push(Buffer.from(error.message));
    end(1);
  });
  child.on("close", (code) => end(code ?? 1));
  // What a part leaves behind, such as a server, may hold its output open.
  child.on("exit", (code) => setTimeout(() => end(code ?? 1), leftoverMs).unref());
  return promise;
}
