ALTER TABLE "replay_stages" ADD COLUMN "receivers" jsonb;--> statement-breakpoint
ALTER TABLE "replays" ADD COLUMN "receivers" jsonb;--> statement-breakpoint
ALTER TABLE "replays" ADD COLUMN "idle_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "replay_stages" DROP COLUMN "consumers";--> statement-breakpoint
ALTER TABLE "replay_stages" DROP COLUMN "backlog";--> statement-breakpoint
ALTER TABLE "replays" DROP COLUMN "consumers";