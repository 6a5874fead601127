ALTER TABLE "replay_stages" ADD COLUMN "watched_from" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "replays" ADD COLUMN "consumers" integer;--> statement-breakpoint
CREATE INDEX "messages_sent_event" ON "messages" USING btree ("queue_id",coalesce(event_id, event_key),"id") WHERE state in ('replayed', 'unknown') and coalesce(event_id, event_key) is not null;