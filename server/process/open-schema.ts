import { migrateDatabase } from "../db/migrate.ts";
import { isOutage, isRefusal } from "../db/outage.ts";
import { backoffMs, pause } from "./loop.ts";

const againMs = 60_000;
const never = new AbortController().signal;

/**
 * Brings the schema up to date. While the database cannot be reached, is starting, full or read-only it waits, and says so at once and then once a
 * minute. Rejects with any other error: a wrong password, a database that does not exist, a server that is too old.
 */
export async function openSchema(url: string, say: (text: string) => void): Promise<void> {
  let saidAt: number | null = null;
  for (let tries = 0; ; tries++) {
    try {
      await migrateDatabase(url);
      if (saidAt !== null) say("the database is ready");
      return;
    } catch (error) {
      if (!isOutage(error) || isRefusal(error)) throw error;
      if (saidAt === null || Date.now() - saidAt > againMs) {
        saidAt = Date.now();
        say(`waiting for the database at ${placeOf(url)}: ${reasonOf(error)}`);
      }
      await pause(backoffMs(tries, 100), never);
    }
  }
}

/** Without user and password. */
function placeOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "DATABASE_URL";
}

/** Of an address with several machines Node tells only the code. */
function reasonOf(error: unknown): string {
  const { message, code, cause } = error as { message?: string; code?: string; cause?: unknown };
  return cause ? reasonOf(cause) : message || code || "it gave no reason";
}
