import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Unlike `runOrExplain` it leaves the event loop alone: a build may take longer than the runner waits for word of a test. */
export async function runOrSay(
  file: string,
  words: readonly string[],
  { what, env }: { readonly what: string; readonly env: Record<string, string> },
) {
  try {
    await run(file, words, { env: { ...process.env, ...env }, maxBuffer: 1 << 26 });
  } catch (cause) {
    throw new Error(`${what}\n${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
