import { systemPrincipal } from "../access/principal.ts";
import { loadConfig } from "../config/load.ts";
import { orEnd } from "../process/or-end.ts";
import { DomainError } from "../errors.ts";
import { openContext } from "../process/open.ts";
import { passwordLink } from "./print-link.ts";

const [email] = process.argv.slice(2);
if (!email) {
  process.stderr.write("Name the account: npm run reset-password -- name@example.com\n");
  process.exit(2);
}
const { ctx, close } = await openContext(orEnd(loadConfig), systemPrincipal("setup"), { waits: true });
try {
  const link = await passwordLink(ctx, email);
  process.stdout.write(
    `Open this within 15 minutes to set a new password of ${email}; it works once, and any link before it stopped:\n${link}\n`,
  );
} catch (error) {
  if (!(error instanceof DomainError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  await close();
}
