import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Sql } from "./client.ts";
import { readPostmaster } from "./postmaster.ts";

const lookMs = 1_000;

/**
 * Lets a pool find the embedded Postgres of a folder again when it has come up at another port, because another program took the one that it had. A pool
 * of any other database is left alone: `url` carries the password of the folder or not. Answers how to stop.
 */
export function followEmbedded(sql: Sql, url: string, home: string): () => void {
  const password = join(home, "password");
  if (!existsSync(password) || !URL.canParse(url) || new URL(url).password !== readFileSync(password, "utf8").trim()) return () => {};
  const timer = setInterval(() => {
    const port = readPostmaster(join(home, "data"))?.port;
    // Each connection that the pool opens, also the one that listens, reads this same array.
    if (port) sql.options.port[0] = port;
  }, lookMs).unref();
  return () => clearInterval(timer);
}
