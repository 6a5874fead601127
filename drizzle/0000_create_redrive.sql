CREATE TYPE "public"."category" AS ENUM('deserialization', 'validation', 'missing_data', 'duplicate', 'code_bug', 'timeout', 'connection', 'throttled', 'downstream_5xx', 'auth', 'expired', 'overflow', 'delivery_limit', 'unknown');--> statement-breakpoint
CREATE TYPE "public"."group_triage" AS ENUM('open', 'acknowledged', 'muted', 'closed');--> statement-breakpoint
CREATE TYPE "public"."verdict" AS ENUM('poison', 'transient', 'unknown');--> statement-breakpoint
CREATE TYPE "public"."history_kind" AS ENUM('captured', 'claimed', 'let_go', 'published', 'confirmed', 'returned', 'refused', 'unknown', 'decided', 'came_back', 'presumed_ok', 'edited', 'discarded', 'restored', 'released');--> statement-breakpoint
CREATE TYPE "public"."message_state" AS ENUM('dead', 'replaying', 'replayed', 'unknown', 'discarded', 'released');--> statement-breakpoint
CREATE TYPE "public"."capture_mode" AS ENUM('take', 'mirror', 'watch');--> statement-breakpoint
CREATE TYPE "public"."capture_state" AS ENUM('starting', 'running', 'paused', 'watching', 'failed', 'unwatched');--> statement-breakpoint
CREATE TYPE "public"."source_state" AS ENUM('connecting', 'connected', 'failed');--> statement-breakpoint
CREATE TYPE "public"."item_state" AS ENUM('selected', 'skipped', 'intent', 'confirmed', 'returned', 'refused', 'unknown', 'observing', 'presumed_ok', 'came_back', 'cancelled');--> statement-breakpoint
CREATE TYPE "public"."replay_state" AS ENUM('running', 'paused', 'completed', 'cancelled');--> statement-breakpoint
CREATE TABLE "audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"address" text,
	"permission" text NOT NULL,
	"result" text NOT NULL,
	"subject" text NOT NULL,
	"reason" text,
	"data" jsonb
);
--> statement-breakpoint
CREATE TABLE "day_counts" (
	"state" "message_state" NOT NULL,
	"group_id" bigint NOT NULL,
	"event_type" text NOT NULL,
	"day" timestamp with time zone NOT NULL,
	"n" integer NOT NULL,
	CONSTRAINT "day_counts_state_group_id_event_type_day_pk" PRIMARY KEY("state","group_id","event_type","day")
);
--> statement-breakpoint
CREATE TABLE "groups" (
	"id" bigint PRIMARY KEY NOT NULL,
	"fingerprint" text NOT NULL,
	"queue_id" integer NOT NULL,
	"verdict" "verdict" NOT NULL,
	"category" "category" NOT NULL,
	"evidence" text[] NOT NULL,
	"title" text NOT NULL,
	"error_type" text,
	"error_text" text,
	"frame" text,
	"downstream" text,
	"origin" text,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"triage" "group_triage" DEFAULT 'open' NOT NULL,
	"triaged_by" text,
	"triaged_at" timestamp with time zone,
	"muted_until" timestamp with time zone,
	"assignee" text,
	"note" text,
	CONSTRAINT "groups_fingerprint_unique" UNIQUE("fingerprint")
);
--> statement-breakpoint
CREATE TABLE "hour_counts" (
	"state" "message_state" NOT NULL,
	"group_id" bigint NOT NULL,
	"event_type" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"n" integer NOT NULL,
	CONSTRAINT "hour_counts_state_group_id_event_type_hour_pk" PRIMARY KEY("state","group_id","event_type","hour")
);
--> statement-breakpoint
CREATE TABLE "minute_arrivals" (
	"minute" timestamp with time zone NOT NULL,
	"group_id" bigint NOT NULL,
	"n" integer NOT NULL,
	CONSTRAINT "minute_arrivals_minute_group_id_pk" PRIMARY KEY("minute","group_id")
);
--> statement-breakpoint
CREATE TABLE "bodies" (
	"message_id" bigint NOT NULL,
	"version" smallint NOT NULL,
	"head" "bytea" NOT NULL,
	"body" "bytea",
	"position" text NOT NULL,
	"redelivered" boolean,
	CONSTRAINT "bodies_message_id_version_pk" PRIMARY KEY("message_id","version")
);
--> statement-breakpoint
CREATE TABLE "failed_imports" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "failed_imports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"queue_id" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"error" text NOT NULL,
	"tries" integer NOT NULL,
	"head" "bytea" NOT NULL,
	"body" "bytea",
	"position" text NOT NULL,
	"identity" text,
	"redelivered" boolean,
	"message_id" bigint
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"queue_id" integer NOT NULL,
	"identity" text NOT NULL,
	"message_id" bigint NOT NULL,
	CONSTRAINT "identities_queue_id_identity_pk" PRIMARY KEY("queue_id","identity")
);
--> statement-breakpoint
CREATE TABLE "message_history" (
	"message_id" bigint NOT NULL,
	"seq" integer NOT NULL,
	"kind" "history_kind" NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"item_id" bigint,
	"data" jsonb,
	CONSTRAINT "message_history_message_id_seq_pk" PRIMARY KEY("message_id","seq")
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "messages_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"queue_id" integer NOT NULL,
	"group_id" bigint NOT NULL,
	"state" "message_state" NOT NULL,
	"died_at" timestamp with time zone NOT NULL,
	"captured_at" timestamp with time zone NOT NULL,
	"event_id" text,
	"event_key" text,
	"event_type" text NOT NULL,
	"error_text" text,
	"attempts" integer,
	"size" integer NOT NULL,
	"version" smallint NOT NULL,
	"seq" integer NOT NULL,
	"lineage_id" bigint,
	"came_back_from" bigint,
	"replay_count" smallint NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"suspected_duplicate_of" bigint
);
--> statement-breakpoint
CREATE TABLE "queue_depths" (
	"queue_id" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"ready" integer,
	CONSTRAINT "queue_depths_queue_id_at_pk" PRIMARY KEY("queue_id","at")
);
--> statement-breakpoint
CREATE TABLE "queues" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "queues_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"source" text NOT NULL,
	"name" text NOT NULL,
	"type" text,
	"watched" boolean NOT NULL,
	"mode" "capture_mode",
	"state" "capture_state" NOT NULL,
	"state_reason" text,
	"state_mend" text,
	"state_since" timestamp with time zone DEFAULT now() NOT NULL,
	"paused_by" text,
	"origins" text[],
	"warnings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"ready" integer,
	"oldest_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	"depth_at" timestamp with time zone,
	"last_captured_at" timestamp with time zone,
	"alive_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "sources" (
	"name" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"product" text,
	"state" "source_state" NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	"last_success_at" timestamp with time zone,
	"last_error_at" timestamp with time zone,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "workers" (
	"id" text PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"beat_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "replay_items" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "replay_items_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"replay_id" bigint NOT NULL,
	"message_id" bigint NOT NULL,
	"version" integer NOT NULL,
	"state" "item_state" NOT NULL,
	"worker" text,
	"intent_at" timestamp with time zone,
	"outcome_at" timestamp with time zone,
	"detail" text,
	"came_back_as" bigint
);
--> statement-breakpoint
CREATE TABLE "replays" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "replays_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"state" "replay_state" NOT NULL,
	"pause_reason" text,
	"selection" text NOT NULL,
	"filter" jsonb,
	"as_of" timestamp with time zone NOT NULL,
	"target" jsonb NOT NULL,
	"rate" double precision,
	"reason" text NOT NULL,
	"actor" text NOT NULL,
	"total" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"tokens" double precision DEFAULT 0 NOT NULL,
	"refilled_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "groups" ADD CONSTRAINT "groups_queue_id_queues_id_fk" FOREIGN KEY ("queue_id") REFERENCES "public"."queues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "failed_imports" ADD CONSTRAINT "failed_imports_queue_id_queues_id_fk" FOREIGN KEY ("queue_id") REFERENCES "public"."queues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_queue_id_queues_id_fk" FOREIGN KEY ("queue_id") REFERENCES "public"."queues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_queue_id_queues_id_fk" FOREIGN KEY ("queue_id") REFERENCES "public"."queues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue_depths" ADD CONSTRAINT "queue_depths_queue_id_queues_id_fk" FOREIGN KEY ("queue_id") REFERENCES "public"."queues"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replay_items" ADD CONSTRAINT "replay_items_replay_id_replays_id_fk" FOREIGN KEY ("replay_id") REFERENCES "public"."replays"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit" USING btree ("at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "day_counts_day" ON "day_counts" USING btree ("day");--> statement-breakpoint
CREATE INDEX "groups_queue" ON "groups" USING btree ("queue_id");--> statement-breakpoint
CREATE INDEX "groups_error_type" ON "groups" USING btree ("error_type");--> statement-breakpoint
CREATE INDEX "hour_counts_hour" ON "hour_counts" USING btree ("hour");--> statement-breakpoint
CREATE INDEX "minute_arrivals_group" ON "minute_arrivals" USING btree ("group_id","minute");--> statement-breakpoint
CREATE INDEX "failed_imports_open" ON "failed_imports" USING btree ("at" DESC NULLS LAST) WHERE message_id is null;--> statement-breakpoint
CREATE INDEX "messages_dead" ON "messages" USING btree ("died_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE state = 'dead';--> statement-breakpoint
CREATE INDEX "messages_group" ON "messages" USING btree ("group_id","died_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "messages_event_id" ON "messages" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "messages_event_key" ON "messages" USING btree ("event_key");--> statement-breakpoint
CREATE INDEX "messages_fingerprint" ON "messages" USING btree ("fingerprint");--> statement-breakpoint
CREATE INDEX "messages_not_dead" ON "messages" USING btree ("state","died_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE state <> 'dead';--> statement-breakpoint
CREATE INDEX "messages_lineage" ON "messages" USING btree ("lineage_id") WHERE lineage_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "queues_source_name" ON "queues" USING btree ("source","name");--> statement-breakpoint
CREATE UNIQUE INDEX "replay_items_live" ON "replay_items" USING btree ("message_id") WHERE state in ('selected', 'intent', 'unknown');--> statement-breakpoint
CREATE INDEX "replay_items_waiting" ON "replay_items" USING btree ("replay_id","id") WHERE state = 'selected';--> statement-breakpoint
CREATE INDEX "replay_items_in_flight" ON "replay_items" USING btree ("worker") WHERE state = 'intent';--> statement-breakpoint
CREATE INDEX "replay_items_observing" ON "replay_items" USING btree ("outcome_at") WHERE state = 'observing';--> statement-breakpoint
CREATE INDEX "replay_items_page" ON "replay_items" USING btree ("replay_id","state","id");--> statement-breakpoint
CREATE INDEX "replay_items_message" ON "replay_items" USING btree ("message_id");