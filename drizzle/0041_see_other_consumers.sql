ALTER TABLE "queues" ADD COLUMN "others" integer;--> statement-breakpoint
ALTER TABLE "queues" ADD COLUMN "others_at" timestamp with time zone;