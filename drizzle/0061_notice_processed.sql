ALTER TYPE "public"."history_kind" ADD VALUE 'processed' BEFORE 'edited';--> statement-breakpoint
ALTER TYPE "public"."item_state" ADD VALUE 'processed' BEFORE 'came_back';--> statement-breakpoint
CREATE TABLE "processed_looks" (
	"application" text PRIMARY KEY NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"passed" bigint DEFAULT 0 NOT NULL
);
