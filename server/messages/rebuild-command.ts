import { systemPrincipal } from "../access/principal.ts";
import { loadConfig } from "../config/load.ts";
import { openContext } from "../process/open.ts";
import { rebuildMessages } from "./rebuild.ts";

const { ctx, close } = await openContext(loadConfig(), systemPrincipal("rebuild"));
try {
  const done = await rebuildMessages(ctx, (rows) => process.stdout.write(`\r${rows} messages`));
  process.stdout.write(`\r${done} messages made again from their history and bytes.\n`);
} finally {
  await close();
}
