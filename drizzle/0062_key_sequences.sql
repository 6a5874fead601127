CREATE TYPE "public"."sequence_trouble" AS ENUM('blocked', 'gap', 'stale');--> statement-breakpoint
CREATE TABLE "sequence_keys" (
	"queue_id" integer NOT NULL,
	"event_key" text NOT NULL,
	"trouble" "sequence_trouble" NOT NULL,
	"messages" integer NOT NULL,
	"waits_for" bigint,
	"since" timestamp with time zone NOT NULL,
	"judged_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sequence_keys_queue_id_event_key_pk" PRIMARY KEY("queue_id","event_key")
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "sequence" bigint;--> statement-breakpoint
CREATE INDEX "sequence_keys_trouble" ON "sequence_keys" USING btree ("trouble","since","queue_id","event_key");--> statement-breakpoint
CREATE INDEX "messages_sequence" ON "messages" USING btree ("queue_id","event_key","sequence","id") WHERE sequence is not null;--> statement-breakpoint
CREATE INDEX "messages_sequence_dead" ON "messages" USING btree ("queue_id","event_key","sequence") WHERE shelf = 'dead' and sequence is not null;--> statement-breakpoint
CREATE INDEX "replay_items_sequence" ON "replay_items" USING btree ("id") WHERE state = 'held' and reason_code = 'sequence_gap';