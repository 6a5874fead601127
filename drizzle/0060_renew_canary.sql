ALTER TABLE "replay_stages" ADD COLUMN "first_item" bigint;--> statement-breakpoint
ALTER TABLE "replay_stages" ADD COLUMN "tried" text[];