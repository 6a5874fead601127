import { parseArgs } from "node:util";
import { systemPrincipal } from "../access/principal.ts";
import { loadConfig } from "../config/load.ts";
import { openContext } from "../process/open.ts";
import { orEnd } from "../process/or-end.ts";
import { problemWords } from "../text/input.ts";
import { annotate } from "./annotate.ts";
import { annotateInput } from "./input.ts";

/** `npm run annotate -- "deploy 42" --at 2026-03-14T02:14:00Z` */
const { values, positionals } = parseArgs({ options: { at: { type: "string" } }, allowPositionals: true });
const input = annotateInput.safeParse({ text: positionals.join(" "), at: values.at });
const config = orEnd(loadConfig);
if (!input.success) {
  process.stderr.write(`${problemWords(input.error)}\nSuch as: npm run annotate -- "deploy 42"\n`);
  process.exit(2);
}
const { ctx, close } = await openContext(config, systemPrincipal("annotate"), { waits: true });
try {
  await annotate(ctx, input.data);
  process.stdout.write(`Noted for the charts: ${input.data.text}\n`);
} finally {
  await close();
}
