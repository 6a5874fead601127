import { systemPrincipal } from "../server/access/principal.ts";
import { parseArgs } from "node:util";
import { loadConfig } from "../server/config/load.ts";
import { orEnd } from "../server/process/or-end.ts";
import { openContext } from "../server/process/open.ts";
import { seedMessages } from "./seed.ts";
import { numberText } from "../server/text/numbers.ts";

/** `npm run seed -- --messages 1000000`: fills the configured database, which must hold no message, with a month of a busy shop's dead letters. */
const { values } = parseArgs({ options: { messages: { type: "string", default: "100000" } } });
const count = Number(values.messages);
if (!Number.isSafeInteger(count) || count < 1 || count > 100_000_000) {
  console.error(`--messages ${values.messages} is no count: allowed is a whole number from 1 to 100,000,000.`);
  process.exit(2);
}
const { ctx, close } = await openContext(orEnd(loadConfig), systemPrincipal("seed"), { waits: true });
try {
  const [held] = await ctx.sql`select 1 from messages limit 1`;
  if (held) {
    console.error("This database holds messages already. Seeding is for an empty one: name another in redrive.yaml or DATABASE_URL.");
    process.exitCode = 1;
  } else {
    const start = performance.now();
    await seedMessages(ctx.sql, count);
    console.log(`${numberText(count)} messages in ${((performance.now() - start) / 1_000).toFixed(0)} s.`);
  }
} finally {
  await close();
}
