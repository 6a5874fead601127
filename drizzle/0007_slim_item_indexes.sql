DROP INDEX "replay_items_page";--> statement-breakpoint
DROP INDEX "replay_items_message";--> statement-breakpoint
ALTER TABLE "replays" ADD COLUMN "first_item" bigint;--> statement-breakpoint
ALTER TABLE "replays" ADD COLUMN "last_item" bigint;--> statement-breakpoint
CREATE INDEX "replay_items_waiting" ON "replay_items" USING btree ("replay_id","id") WHERE state in ('selected', 'intent');--> statement-breakpoint
CREATE INDEX "replay_items_trouble" ON "replay_items" USING btree ("replay_id","state","id") WHERE state in ('skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled');--> statement-breakpoint
UPDATE replays r SET first_item = i.first, last_item = i.last FROM (SELECT replay_id, min(id) AS first, max(id) AS last FROM replay_items GROUP BY 1) i WHERE i.replay_id = r.id;
