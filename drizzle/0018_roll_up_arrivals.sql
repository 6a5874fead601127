CREATE TABLE "hour_arrivals" (
	"group_id" bigint NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"early" integer NOT NULL,
	"late" integer NOT NULL,
	CONSTRAINT "hour_arrivals_group_id_hour_pk" PRIMARY KEY("group_id","hour")
);
--> statement-breakpoint
DROP INDEX "minute_arrivals_group";--> statement-breakpoint
-- Which half an hour's deaths fall in is known as far as the minutes go back; what is older is told by the hour only, so all of it is early.
INSERT INTO "hour_arrivals" ("group_id", "hour", "early", "late")
WITH "kept" AS (
  SELECT coalesce(date_trunc('hour', min("minute"), 'UTC') + interval '1 hour', 'infinity') AS "since" FROM "minute_arrivals"
)
SELECT "group_id", "hour", sum("n"), 0 FROM "hour_counts", "kept"
WHERE "hour" >= now() - interval '8 days' AND "hour" < "since" GROUP BY 1, 2 HAVING sum("n") > 0
UNION ALL
SELECT "group_id", date_trunc('hour', "minute", 'UTC'), coalesce(sum("n") FILTER (WHERE extract(minute FROM "minute" AT TIME ZONE 'UTC') < 30), 0),
  coalesce(sum("n") FILTER (WHERE extract(minute FROM "minute" AT TIME ZONE 'UTC') >= 30), 0)
FROM "minute_arrivals", "kept" WHERE "minute" >= greatest("since", now() - interval '8 days') GROUP BY 1, 2;
