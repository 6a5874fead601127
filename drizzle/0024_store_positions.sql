-- Positions become text that sorts as the numbers in it: each is led by a letter for the number of its digits (`sources/position.ts`).
CREATE FUNCTION ordered_text(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT chr(96 + length(n::text)) || n::text $$;--> statement-breakpoint
ALTER TABLE "log_records" RENAME COLUMN "partition" TO "part";--> statement-breakpoint
ALTER TABLE "log_records" RENAME COLUMN "offset" TO "at";--> statement-breakpoint
ALTER TABLE "log_records" RENAME COLUMN "time" TO "mark";--> statement-breakpoint
ALTER TABLE "log_records" ALTER COLUMN "part" SET DATA TYPE text COLLATE "C" USING part::text,
	ALTER COLUMN "at" SET DATA TYPE text COLLATE "C" USING ordered_text(at),
	ALTER COLUMN "mark" SET DATA TYPE text COLLATE "C" USING mark::text;--> statement-breakpoint
ALTER TABLE "log_records" RENAME CONSTRAINT "log_records_queue_id_partition_offset_time_pk" TO "log_records_queue_id_part_at_mark_pk";--> statement-breakpoint
ALTER TABLE "queue_gaps" RENAME COLUMN "partition" TO "part";--> statement-breakpoint
ALTER TABLE "queue_gaps" RENAME COLUMN "from_offset" TO "from_at";--> statement-breakpoint
ALTER TABLE "queue_gaps" RENAME COLUMN "to_offset" TO "to_at";--> statement-breakpoint
ALTER TABLE "queue_gaps" ADD COLUMN "lost" bigint;--> statement-breakpoint
UPDATE "queue_gaps" SET "lost" = coalesce("to_at" - "from_at", 0);--> statement-breakpoint
ALTER TABLE "queue_gaps" ALTER COLUMN "lost" SET NOT NULL,
	ALTER COLUMN "part" SET DATA TYPE text COLLATE "C" USING part::text,
	ALTER COLUMN "from_at" SET DATA TYPE text COLLATE "C" USING ordered_text(from_at),
	ALTER COLUMN "to_at" SET DATA TYPE text COLLATE "C" USING ordered_text(to_at);--> statement-breakpoint
ALTER TABLE "queue_gaps" RENAME CONSTRAINT "queue_gaps_queue_id_partition_from_offset_pk" TO "queue_gaps_queue_id_part_from_at_pk";--> statement-breakpoint
UPDATE "failed_imports" SET "identity" = split_part("identity", '/', 1) || '/' || ordered_text(split_part("identity", '/', 2)::bigint) || '/' || split_part("identity", '/', 3)
WHERE "identity" ~ '^\d{1,9}/\d{1,19}/-?\d{1,19}$';--> statement-breakpoint
DROP FUNCTION ordered_text(bigint);
