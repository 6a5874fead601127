CREATE TABLE "replay_acts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "replay_acts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"replay_id" bigint NOT NULL,
	"sent" boolean,
	"reason" text NOT NULL,
	"principal_id" integer NOT NULL,
	"operation_id" bigint NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "replay_pace" (
	"replay_id" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"n" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "replay_acts" ADD CONSTRAINT "replay_acts_replay_id_replays_id_fk" FOREIGN KEY ("replay_id") REFERENCES "public"."replays"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "replay_pace_replay" ON "replay_pace" USING btree ("replay_id","at");--> statement-breakpoint
CREATE INDEX "replays_live" ON "replays" USING btree ("id") WHERE state in ('running', 'paused', 'observing');--> statement-breakpoint
CREATE INDEX "replays_finished" ON "replays" USING btree ("finished_at");--> statement-breakpoint
CREATE OR REPLACE function count_moved_items() returns trigger language plpgsql as $$
BEGIN
  INSERT INTO replay_counts (replay_id, state, reason_code, downstream, n)
    SELECT replay_id, state, CASE WHEN state IN ('skipped', 'held') THEN reason_code END,
      CASE WHEN state = 'held' AND reason_code = 'breaker' THEN reason_data->>'downstream' END, sum(n) FROM (
      SELECT replay_id, state, reason_code, reason_data, 1 AS n FROM come UNION ALL SELECT replay_id, state, reason_code, reason_data, -1 FROM gone
    ) AS moved GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0;
  INSERT INTO replay_pace (replay_id, at, n)
    SELECT replay_id, date_trunc('second', outcome_at), sum(n) FROM (
      SELECT replay_id, state, outcome_at, 1 AS n FROM come UNION ALL SELECT replay_id, state, outcome_at, -1 FROM gone
    ) AS moved WHERE outcome_at IS NOT NULL AND state IN ('observing', 'confirmed', 'presumed_ok', 'processed', 'came_back') GROUP BY 1, 2 HAVING sum(n) <> 0;
  RETURN NULL;
END $$;--> statement-breakpoint
INSERT INTO replay_pace (replay_id, at, n)
  SELECT replay_id, date_trunc('second', outcome_at), count(*) FROM replay_items
  WHERE outcome_at IS NOT NULL AND state IN ('observing', 'confirmed', 'presumed_ok', 'processed', 'came_back') GROUP BY 1, 2;
