ALTER TABLE "replay_counts" ADD COLUMN "reason_code" text;--> statement-breakpoint
ALTER TABLE "bulks" ADD COLUMN "skipped_by" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
create or replace function count_new_items() returns trigger language plpgsql as $$
BEGIN
  INSERT INTO replay_counts (replay_id, state, reason_code, n)
    SELECT replay_id, state, CASE WHEN state IN ('skipped', 'held') THEN reason_code END, count(*) FROM come GROUP BY 1, 2, 3;
  RETURN NULL;
END $$;--> statement-breakpoint
create or replace function count_moved_items() returns trigger language plpgsql as $$
BEGIN
  INSERT INTO replay_counts (replay_id, state, reason_code, n)
    SELECT replay_id, state, CASE WHEN state IN ('skipped', 'held') THEN reason_code END, sum(n) FROM (
      SELECT replay_id, state, reason_code, 1 AS n FROM come UNION ALL SELECT replay_id, state, reason_code, -1 FROM gone
    ) AS moved GROUP BY 1, 2, 3 HAVING sum(n) <> 0;
  RETURN NULL;
END $$;
