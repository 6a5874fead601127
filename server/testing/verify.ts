import { check, runLines } from "./parts.ts";

/** `npm run verify`: what needs no server. knip works on one core for a third of the time, so it has a line of its own. */
const lines = [
  [
    check("format", ["biome", "format", "."]),
    check("lint", ["oxlint"]),
    check("types", ["tsc", "--noEmit"]),
    check("unit", ["vitest", "run", "--project", "unit"]),
  ],
  [check("unused", ["knip"])],
];
const ended = await runLines(lines, (text) => process.stdout.write(text));
const failed = ended.filter((part) => part.failed.length > 0).map(({ name }) => name);
console.log(failed.length === 0 ? "\nAll passed." : `\nFAILED ${failed.join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);
