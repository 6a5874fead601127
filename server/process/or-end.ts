import { ConfigError } from "../config/problem.ts";

/** For programs: does what may be refused at a start. What somebody can mend is printed in its words, without a trace, and the program ends with 1. */
export function orEnd<T>(begin: () => T): T {
  try {
    return begin();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`redrive: ${error.message}\n`);
    process.exit(1);
  }
}
