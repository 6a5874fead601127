import { systemPrincipal } from "../access/principal.ts";
import { loadConfig } from "../config/load.ts";
import { orEnd } from "../process/or-end.ts";
import { openContext } from "../process/open.ts";
import { raiseAll } from "./derive/raise.ts";
import { numberText } from "../text/numbers.ts";

const { ctx, close } = await openContext(orEnd(loadConfig), systemPrincipal("rebuild"), { waits: true });
try {
  const messages = await raiseAll(ctx);
  process.stdout.write(
    `Workers derive ${numberText(messages)} messages again, a stretch at a time, while everything else goes on. Settings shows how far they are.\n`,
  );
} finally {
  await close();
}
