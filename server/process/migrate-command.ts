import { parseArgs } from "node:util";
import { grantToRole } from "../db/grant-to-role.ts";
import { migrateDatabase } from "../db/migrate.ts";
import { loadConfig } from "../config/load.ts";
import { orEnd } from "./or-end.ts";

const usage = `npm run migrate -- [--for ROLE]

  Brings the schema up to date, of the database that DATABASE_URL names, otherwise of \`database\` in redrive.yaml. Where the console has a database role of its
  own, DATABASE_URL names the owner here: DATABASE_URL=postgres://OWNER@HOST/DATABASE npm run migrate -- --for ROLE

  --for ROLE: lets that role run Redrive, which it then does without owning anything: it can add to the audit log, and neither change nor remove what stands
  there.
`;

const { values } = parseArgs({ options: { for: { type: "string" }, help: { type: "boolean" } } });
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const url = process.env["DATABASE_URL"] || orEnd(loadConfig).databaseUrl;
if (!url) {
  process.stderr.write(
    `No database is named: set DATABASE_URL, or \`database\` in redrive.yaml. An embedded one is brought up to date by npm start.\n\n${usage}`,
  );
  process.exit(2);
}
await migrateDatabase(url);
const { host, pathname } = new URL(url);
process.stdout.write(`The schema of ${host}${pathname} is up to date.\n`);
if (values.for !== undefined) {
  await grantToRole(url, values.for);
  process.stdout.write(`${values.for} may run Redrive, and can only add to the audit log.\n`);
}
