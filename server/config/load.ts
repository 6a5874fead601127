import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Config } from "./config.ts";
import { ConfigError } from "./problem.ts";
import { readConfig } from "./read.ts";

/**
 * Reads redrive.yaml (REDRIVE_CONFIG names another file; without one there are no sources). DATABASE_URL fills what the file leaves open, PORT overrides
 * its port. Throws `ConfigError` with every problem, or when a named file is not there.
 */
export function loadConfig(): Config {
  const env = process.env;
  const named = env["REDRIVE_CONFIG"];
  const file = named ?? "redrive.yaml";
  if (named && !existsSync(named)) throw new ConfigError(`REDRIVE_CONFIG names ${resolve(named)}, and there is no such file.`);
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return { ...readConfig(text, file, env), file: text ? file : null };
}
