ALTER TABLE "replays" ADD COLUMN "trials" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "replays" ADD COLUMN "unwatched" jsonb;--> statement-breakpoint
CREATE INDEX "replay_counts_unknown" ON "replay_counts" USING btree ("replay_id") WHERE state = 'unknown';--> statement-breakpoint
ALTER TABLE "replays" DROP COLUMN "consumed_at";--> statement-breakpoint
UPDATE "replays" SET "receivers" = (SELECT jsonb_agg(p || jsonb_build_object('key', p ->> 'name', 'most', coalesce((p ->> 'consumers')::int, 0), 'few', 0, 'idle', coalesce((p ->> 'consumers')::int = 0, false))) FROM jsonb_array_elements("receivers") p) WHERE "receivers" IS NOT NULL;--> statement-breakpoint
UPDATE "replay_stages" SET "state" = 'sending', "watched_from" = clock_timestamp() WHERE "kind" = 'canary' AND "state" = 'observing';
