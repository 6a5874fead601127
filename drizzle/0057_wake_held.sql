DROP INDEX "replay_items_held";--> statement-breakpoint
DROP INDEX "replay_items_breaker";--> statement-breakpoint
ALTER TABLE "replay_counts" ADD COLUMN "downstream" text;--> statement-breakpoint
CREATE INDEX "replay_counts_for" ON "replay_counts" USING btree ("downstream") WHERE downstream is not null;--> statement-breakpoint
CREATE INDEX "replay_items_due" ON "replay_items" USING btree ("replay_id","held_until","id") WHERE state = 'held';--> statement-breakpoint
CREATE INDEX "replay_items_for" ON "replay_items" USING btree ("replay_id",("reason_data"->>'downstream'),"held_until","id") WHERE state = 'held' and reason_code = 'breaker';--> statement-breakpoint
CREATE INDEX "replay_items_behind" ON "replay_items" USING btree ("id") WHERE state = 'held' and reason_code = 'behind_unsent';--> statement-breakpoint
create or replace function count_new_items() returns trigger language plpgsql as $$
BEGIN
  INSERT INTO replay_counts (replay_id, state, reason_code, downstream, n)
    SELECT replay_id, state, CASE WHEN state IN ('skipped', 'held') THEN reason_code END,
      CASE WHEN state = 'held' AND reason_code = 'breaker' THEN reason_data->>'downstream' END, count(*) FROM come GROUP BY 1, 2, 3, 4;
  RETURN NULL;
END $$;--> statement-breakpoint
create or replace function count_moved_items() returns trigger language plpgsql as $$
BEGIN
  INSERT INTO replay_counts (replay_id, state, reason_code, downstream, n)
    SELECT replay_id, state, CASE WHEN state IN ('skipped', 'held') THEN reason_code END,
      CASE WHEN state = 'held' AND reason_code = 'breaker' THEN reason_data->>'downstream' END, sum(n) FROM (
      SELECT replay_id, state, reason_code, reason_data, 1 AS n FROM come UNION ALL SELECT replay_id, state, reason_code, reason_data, -1 FROM gone
    ) AS moved GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0;
  RETURN NULL;
END $$;--> statement-breakpoint
INSERT INTO replay_counts (replay_id, state, reason_code, downstream, n)
SELECT h.replay_id, 'held', 'breaker', t.downstream, t.n FROM (
  SELECT replay_id, reason_data->>'downstream' AS downstream, count(*) AS n FROM replay_items WHERE state = 'held' AND reason_code = 'breaker' GROUP BY 1, 2
) h CROSS JOIN LATERAL (VALUES (h.downstream, h.n), (NULL, -h.n)) AS t(downstream, n);
