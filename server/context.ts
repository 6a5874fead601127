import type { Logger } from "pino";
import type { Principal } from "./access/principal.ts";
import type { Applications } from "./applications/port.ts";
import type { Brokers } from "./sources/port.ts";
import type { Config } from "./config/config.ts";
import type { Database, Sql } from "./db/client.ts";

/** The one thing that every verb receives as its first argument. */
export interface Ctx {
  /** The query builder, for plain reads and writes. */
  readonly db: Database;
  /** The same pool, for bulk statements. */
  readonly sql: Sql;
  readonly brokers: Brokers;
  /** Databases of programs that consume messages. */
  readonly applications: Applications;
  readonly config: Config;
  /** Who acts. */
  readonly principal: Principal;
  /** Where they act from; null: a task of Redrive, or not known. */
  readonly address: string | null;
  readonly clock: () => Date;
  readonly log: Logger;
}
