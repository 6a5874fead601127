import { spawnSync } from "node:child_process";
import { judgeAudit } from "./audit.ts";

/** The part of `npm test` that audits what the product is built on. */
const words = ["audit", "--omit=dev", "--audit-level=high", "--package-lock-only", "--json"];
const { stdout, error } = spawnSync("npm", words, { encoding: "utf8", maxBuffer: 1 << 26, timeout: 120_000 });
const { passed, text } = judgeAudit(error ? error.message : stdout);
console.log(text);
process.exit(passed ? 0 : 1);
