CREATE TABLE "slack_presses" (
	"key" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "channel_states" ADD COLUMN "broken" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "channel_states" ADD COLUMN "free_at" timestamp with time zone;