ALTER TABLE "replays" ADD COLUMN "waits_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "replays" ADD COLUMN "waits_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "replays" ADD COLUMN "waits_for" text;--> statement-breakpoint
ALTER TABLE "replays" ADD COLUMN "waits_tries" integer DEFAULT 0 NOT NULL;