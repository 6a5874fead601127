CREATE TABLE "log_positions" (
	"queue_id" integer NOT NULL,
	"part" text collate "C" NOT NULL,
	"next_at" text collate "C",
	"last_at" text collate "C",
	"mark" text collate "C",
	"since_at" text collate "C",
	"missing" bigint DEFAULT 0 NOT NULL,
	"again" bigint DEFAULT 0 NOT NULL,
	"noticed_at" timestamp with time zone,
	"epoch" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "log_positions_queue_id_part_pk" PRIMARY KEY("queue_id","part")
);
--> statement-breakpoint
ALTER TABLE "log_positions" ADD CONSTRAINT "log_positions_queue_id_queues_id_fk" FOREIGN KEY ("queue_id") REFERENCES "public"."queues"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
-- What was read until now: the record of each part that was stored last, and the position after it. Positions are led by a letter for their digits.
INSERT INTO "log_positions" ("queue_id", "part", "next_at", "last_at", "mark")
SELECT queue_id, part, chr(96 + length(next)) || next, at, mark FROM (
	SELECT DISTINCT ON (queue_id, part) queue_id, part, at, mark, (substr(at, 2)::numeric + 1)::text AS next
	FROM "log_records" WHERE queue_id IN (SELECT id FROM "queues") ORDER BY queue_id, part, message_id DESC
) AS last;
