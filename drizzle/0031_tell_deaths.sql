ALTER TABLE "messages" RENAME COLUMN "died_at" TO "sort_at";--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "death_known" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "died_after" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "groups" ADD COLUMN "first_death_known" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "groups" ADD COLUMN "last_death_known" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "hour_counts" ADD COLUMN "known" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "day_counts" ADD COLUMN "known" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "minute_arrivals" ADD COLUMN "known" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hour_arrivals" ADD COLUMN "early_known" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hour_arrivals" ADD COLUMN "late_known" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "failed_imports" DROP COLUMN "died_at";
