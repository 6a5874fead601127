import { existsSync } from "node:fs";
import { loadConfig } from "./load.ts";
import { ConfigError } from "./problem.ts";

const file = process.argv[2] ?? process.env["REDRIVE_CONFIG"] ?? "redrive.yaml";
process.exitCode = check();

/** 0: it can be started with. 1: it is refused, or there is no such file. Connects to nothing. */
function check(): number {
  if (!existsSync(file))
    return say(`There is no file ${file}. Copy redrive.example.yaml to redrive.yaml, or name a file: npm run check-config -- <file>`, 1);
  process.env["REDRIVE_CONFIG"] = file;
  try {
    const { sources } = loadConfig();
    const listed = sources.map(
      ({ name, kind, queues }) => `  ${name}: ${kind}, ${queues.length} ${queues.length === 1 ? "entry" : "entries"} in queues`,
    );
    return say([`${file} is fine. Sources: ${sources.length}`, ...listed].join("\n"), 0);
  } catch (error) {
    if (error instanceof ConfigError) return say(error.message, 1);
    throw error;
  }
}

function say(text: string, code: number): number {
  process.stdout.write(`${text}\n`);
  return code;
}
