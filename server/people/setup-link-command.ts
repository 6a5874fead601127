import { systemPrincipal } from "../access/principal.ts";
import { loadConfig } from "../config/load.ts";
import { orEnd } from "../process/or-end.ts";
import { openContext } from "../process/open.ts";
import { setupLink } from "./print-link.ts";

const { ctx, close } = await openContext(orEnd(loadConfig), systemPrincipal("setup"), { waits: true });
try {
  const link = await setupLink(ctx, { again: true });
  if (link === null) {
    process.stderr.write(
      ctx.config.signIn?.accounts
        ? "There is an account already. For a forgotten password: npm run reset-password -- name@example.com\n"
        : "Nobody signs in with an account here: set signIn.accounts in redrive.yaml first.\n",
    );
    process.exitCode = 1;
  } else
    process.stdout.write(
      `Open this within 15 minutes to make the first account; it works once, and any link before it stopped:\n${link}\n`,
    );
} finally {
  await close();
}
