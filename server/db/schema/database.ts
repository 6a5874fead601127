import { sql } from "drizzle-orm";
import { boolean, pgTable } from "drizzle-orm/pg-core";

/** One row, which the migration writes and nobody changes. A restore by rows (pg_dump, pg_restore) writes it again, in another transaction: its `xmin` differs then. */
export const databaseMark = pgTable("database_mark", { id: boolean().primaryKey().default(true) });

/** The name of the database that a row is written in. A restore keeps the name, and the restored database has another one. */
export const databaseIdentity = sql`database_identity()`;

/**
 * `database_identity()` names this database as long as nobody restores, copies or moves it: the cluster, the timeline (a restore to a point in time and a
 * promoted standby begin another), the database's oid, and the transaction that wrote `database_mark`. The embedded Postgres adds when its folder was
 * written (`redrive.embedded`, `server/db/embedded.ts`), since a copied folder differs in nothing else. What a server
 * does not tell its users is left out; any other error fails the statement, since a passing one must not read as another database.
 */
export const databaseRoutines: readonly string[] = [
  `create or replace function database_identity() returns text language plpgsql as $$
DECLARE
  cluster text;
  timeline text;
  folder text;
BEGIN
  BEGIN
    SELECT system_identifier INTO cluster FROM pg_control_system();
  EXCEPTION WHEN insufficient_privilege OR undefined_function OR feature_not_supported OR object_not_in_prerequisite_state THEN NULL;
  END;
  BEGIN
    timeline := left(pg_walfile_name(pg_current_wal_insert_lsn()), 8);
  EXCEPTION WHEN insufficient_privilege OR undefined_function OR feature_not_supported OR object_not_in_prerequisite_state THEN NULL;
  END;
  IF current_setting('redrive.embedded', true) = 'on' THEN
    BEGIN
      SELECT extract(epoch FROM change) INTO folder FROM pg_stat_file('PG_VERSION');
    EXCEPTION WHEN insufficient_privilege OR undefined_function OR feature_not_supported OR object_not_in_prerequisite_state THEN NULL;
    END;
  END IF;
  RETURN concat_ws('/', coalesce(cluster, '-'), coalesce(timeline, '-'), (SELECT oid FROM pg_database WHERE datname = current_database()),
    coalesce((SELECT xmin::text FROM database_mark), '-'), folder);
END $$`,
];
