CREATE TABLE "queue_gaps" (
	"queue_id" integer NOT NULL,
	"partition" integer NOT NULL,
	"from_offset" bigint NOT NULL,
	"to_offset" bigint,
	"noticed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "queue_gaps_queue_id_partition_from_offset_pk" PRIMARY KEY("queue_id","partition","from_offset")
);
--> statement-breakpoint
ALTER TABLE "queue_gaps" ADD CONSTRAINT "queue_gaps_queue_id_queues_id_fk" FOREIGN KEY ("queue_id") REFERENCES "public"."queues"("id") ON DELETE cascade ON UPDATE no action;