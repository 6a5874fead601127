CREATE TABLE "replay_counts" (
	"replay_id" bigint NOT NULL,
	"state" "item_state" NOT NULL,
	"n" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "replay_counts_replay" ON "replay_counts" USING btree ("replay_id");--> statement-breakpoint
INSERT INTO replay_counts (replay_id, state, n) SELECT replay_id, state, count(*) FROM replay_items GROUP BY 1, 2;--> statement-breakpoint
CREATE FUNCTION count_new_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO replay_counts (replay_id, state, n) SELECT replay_id, state, count(*) FROM come GROUP BY 1, 2;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION count_moved_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO replay_counts (replay_id, state, n)
    SELECT replay_id, state, sum(n) FROM (
      SELECT replay_id, state, 1 AS n FROM come UNION ALL SELECT replay_id, state, -1 FROM gone
    ) AS moved GROUP BY 1, 2 HAVING sum(n) <> 0;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER count_new_items AFTER INSERT ON replay_items REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION count_new_items();--> statement-breakpoint
CREATE TRIGGER count_moved_items AFTER UPDATE ON replay_items REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION count_moved_items();
