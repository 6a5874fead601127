import type { Logger } from "pino";
import type { Actor } from "./access/actor.ts";
import type { Brokers } from "./sources/port.ts";
import type { Config } from "./config/config.ts";
import type { Database, Sql } from "./db/client.ts";

/** The one thing that every verb receives as its first argument. */
export interface Ctx {
  /** Drizzle, for ordinary statements; its dates are Date, its ids numbers. */
  readonly db: Database;
  /** The raw client, for the bulk statements of capture and replay. Never mix the two in one transaction. */
  readonly sql: Sql;
  readonly brokers: Brokers;
  readonly config: Config;
  readonly actor: Actor;
  readonly clock: () => Date;
  readonly log: Logger;
}
