import type { SQL } from "drizzle-orm";

/** Retries that a framework documents as more than an update of its row. `stands` guards the row `j`; each answers the row that it took. */
export const retryStatements: Readonly<Record<string, (schema: string, stands: SQL) => SQL>> = {};
