ALTER TABLE "replay_stages" ADD COLUMN "last_item" bigint;--> statement-breakpoint
ALTER TABLE "replay_stages" ADD COLUMN "stepped_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "replay_stages" ADD COLUMN "taken_before" integer;--> statement-breakpoint
ALTER TABLE "replay_stages" ADD COLUMN "consumers" integer;--> statement-breakpoint
ALTER TABLE "replay_stages" ADD COLUMN "backlog" integer;--> statement-breakpoint
ALTER TABLE "replay_stages" ADD COLUMN "reason_code" text;--> statement-breakpoint
ALTER TABLE "replay_stages" ADD COLUMN "reason_data" jsonb;--> statement-breakpoint
ALTER TABLE "replays" ADD COLUMN "accepted" jsonb;--> statement-breakpoint
ALTER TABLE "replays" ADD COLUMN "consumed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "replays" ADD COLUMN "asked_at" timestamp with time zone;