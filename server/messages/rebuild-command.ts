import { systemPrincipal } from "../access/principal.ts";
import { loadConfig } from "../config/load.ts";
import { openContext } from "../process/open.ts";
import { raiseAll } from "./derive/raise.ts";

const { ctx, close } = await openContext(loadConfig(), systemPrincipal("rebuild"));
try {
  const messages = await raiseAll(ctx);
  process.stdout.write(
    `Workers derive ${messages.toLocaleString("en")} messages again, a stretch at a time, while everything else goes on. Settings shows how far they are.\n`,
  );
} finally {
  await close();
}
