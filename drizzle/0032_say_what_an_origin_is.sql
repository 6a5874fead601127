ALTER TABLE "groups" ADD COLUMN "origin_words" text;--> statement-breakpoint
ALTER TABLE "groups" ADD COLUMN "spoken_from" timestamp with time zone;