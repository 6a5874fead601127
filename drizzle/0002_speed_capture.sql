DROP INDEX "messages_event_id";--> statement-breakpoint
DROP INDEX "messages_event_key";--> statement-breakpoint
ALTER TABLE "messages" ALTER COLUMN "fingerprint" SET DATA TYPE bigint USING 0;--> statement-breakpoint
ALTER TABLE "queues" ADD COLUMN "redelivered_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "messages_event_id" ON "messages" USING btree ("event_id") WHERE event_id is not null;--> statement-breakpoint
CREATE INDEX "messages_event_key" ON "messages" USING btree ("event_key") WHERE event_key is not null;