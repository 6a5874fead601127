ALTER TABLE "failed_imports" ADD COLUMN "died_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "queues" ADD COLUMN "pause_reason" text;