CREATE TABLE "log_records" (
	"queue_id" integer NOT NULL,
	"partition" integer NOT NULL,
	"offset" bigint NOT NULL,
	"time" bigint NOT NULL,
	"message_id" bigint NOT NULL,
	CONSTRAINT "log_records_queue_id_partition_offset_time_pk" PRIMARY KEY("queue_id","partition","offset","time")
);
--> statement-breakpoint
WITH "moved" AS (
  DELETE FROM "identities" WHERE "identity" ~ '^\d{1,9}/\d{1,19}/-?\d{1,19}$' RETURNING "queue_id", "identity", "message_id"
)
INSERT INTO "log_records" ("queue_id", "partition", "offset", "time", "message_id")
SELECT "queue_id", split_part("identity", '/', 1)::int, split_part("identity", '/', 2)::bigint, split_part("identity", '/', 3)::bigint, "message_id" FROM "moved";
