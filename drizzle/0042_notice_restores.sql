CREATE TABLE "database_mark" (
	"id" boolean PRIMARY KEY DEFAULT true NOT NULL
);
--> statement-breakpoint
INSERT INTO "database_mark" DEFAULT VALUES;
--> statement-breakpoint
create or replace function database_identity() returns text language plpgsql as $$
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
END $$;
--> statement-breakpoint
ALTER TABLE "replays" ADD COLUMN "database" text DEFAULT database_identity() NOT NULL;
