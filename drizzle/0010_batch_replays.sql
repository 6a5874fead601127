CREATE TABLE "replay_batches" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "replay_batches_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"replay_id" bigint NOT NULL,
	"holder" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"first_item" bigint NOT NULL,
	"last_item" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "replay_batches" ADD CONSTRAINT "replay_batches_replay_id_replays_id_fk" FOREIGN KEY ("replay_id") REFERENCES "public"."replays"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "replay_batches_replay" ON "replay_batches" USING btree ("replay_id");--> statement-breakpoint
-- What an older worker has in hand becomes batches of one.
INSERT INTO replay_batches (replay_id, holder, at, first_item, last_item)
  SELECT replay_id, coalesce(worker, ''), coalesce(intent_at, now()), id, id FROM replay_items WHERE state = 'intent';--> statement-breakpoint
DROP INDEX "replay_items_in_flight";--> statement-breakpoint
DROP INDEX "replay_items_live";--> statement-breakpoint
DROP INDEX "replay_items_waiting";--> statement-breakpoint
DROP INDEX "replay_items_observing";--> statement-breakpoint
DROP INDEX "replay_items_trouble";--> statement-breakpoint
ALTER TABLE "replay_counts" ALTER COLUMN "state" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "replay_items" ALTER COLUMN "state" SET DATA TYPE text;--> statement-breakpoint
DROP TYPE "public"."item_state";--> statement-breakpoint
CREATE TYPE "public"."item_state" AS ENUM('selected', 'skipped', 'confirmed', 'returned', 'refused', 'unknown', 'observing', 'presumed_ok', 'came_back', 'cancelled');--> statement-breakpoint
ALTER TABLE "replay_counts" ALTER COLUMN "state" SET DATA TYPE "public"."item_state" USING (CASE state WHEN 'intent' THEN 'selected' ELSE state END)::"public"."item_state";--> statement-breakpoint
ALTER TABLE "replay_items" ALTER COLUMN "state" SET DATA TYPE "public"."item_state" USING (CASE state WHEN 'intent' THEN 'selected' ELSE state END)::"public"."item_state";--> statement-breakpoint
CREATE UNIQUE INDEX "replay_items_live" ON "replay_items" USING btree ("message_id") WHERE state in ('selected', 'unknown');--> statement-breakpoint
CREATE INDEX "replay_items_waiting" ON "replay_items" USING btree ("replay_id","id") WHERE state = 'selected';--> statement-breakpoint
CREATE INDEX "replay_items_observing" ON "replay_items" USING btree ("outcome_at") WHERE state = 'observing';--> statement-breakpoint
CREATE INDEX "replay_items_trouble" ON "replay_items" USING btree ("replay_id","state","id") WHERE state in ('skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled');--> statement-breakpoint
ALTER TABLE "replay_items" DROP COLUMN "worker";
