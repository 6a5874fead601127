CREATE TYPE "public"."breaker_voice" AS ENUM('reported', 'own');--> statement-breakpoint
CREATE TYPE "public"."downstream_state" AS ENUM('closed', 'half_open', 'open', 'unknown');--> statement-breakpoint
CREATE TABLE "breaker_polls" (
	"downstream" text NOT NULL,
	"key" text NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"held_until" timestamp with time zone,
	"read_at" timestamp with time zone,
	"readings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "breaker_polls_downstream_key_pk" PRIMARY KEY("downstream","key")
);
--> statement-breakpoint
CREATE TABLE "breaker_transitions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "breaker_transitions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"downstream" text NOT NULL,
	"voice" "breaker_voice" NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"from_state" "downstream_state",
	"to_state" "downstream_state" NOT NULL,
	"because" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "downstreams" (
	"name" text NOT NULL,
	"voice" "breaker_voice" NOT NULL,
	"state" "downstream_state" NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"trouble_at" timestamp with time zone,
	"words" text,
	"judged_at" timestamp with time zone NOT NULL,
	"trickled_at" timestamp with time zone,
	CONSTRAINT "downstreams_name_voice_pk" PRIMARY KEY("name","voice")
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "needs" text;--> statement-breakpoint
ALTER TABLE "replays" ADD COLUMN "overrides" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "breaker_polls_next" ON "breaker_polls" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "breaker_transitions_at" ON "breaker_transitions" USING btree ("downstream","at");--> statement-breakpoint
CREATE INDEX "replay_items_breaker" ON "replay_items" USING btree (("reason_data"->>'downstream'),"id") WHERE state = 'held' and reason_code = 'breaker';