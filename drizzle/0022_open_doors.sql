CREATE TYPE "public"."principal_kind" AS ENUM('person', 'token', 'system');--> statement-breakpoint
CREATE TABLE "principals" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "principals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"kind" "principal_kind" NOT NULL,
	"subject" text NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "principals_identity" UNIQUE("kind","subject","name")
);
--> statement-breakpoint
-- "operator:local" and "system:capture" become principals; each table is rewritten once.
INSERT INTO principals (kind, subject, name)
SELECT DISTINCT CASE WHEN actor LIKE 'system:%' THEN 'system' ELSE 'person' END::principal_kind, regexp_replace(actor, '^(operator|system):', ''), regexp_replace(actor, '^(operator|system):', '')
FROM (
  SELECT actor FROM audit UNION SELECT actor FROM message_history UNION SELECT actor FROM replays UNION SELECT actor FROM changes
  UNION SELECT paused_by FROM queues WHERE paused_by IS NOT NULL UNION SELECT triaged_by FROM groups WHERE triaged_by IS NOT NULL
) AS acted;--> statement-breakpoint
CREATE FUNCTION principal_of(actor text) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT id FROM principals WHERE name = regexp_replace(actor, '^(operator|system):', '') AND kind = CASE WHEN actor LIKE 'system:%' THEN 'system' ELSE 'person' END::principal_kind
$$;--> statement-breakpoint
ALTER TABLE "audit" RENAME COLUMN "actor" TO "principal_id";--> statement-breakpoint
ALTER TABLE "audit" ALTER COLUMN "principal_id" SET DATA TYPE integer USING principal_of(principal_id), ADD COLUMN "operation_id" bigint;--> statement-breakpoint
UPDATE audit SET operation_id = id;--> statement-breakpoint
ALTER TABLE "audit" ALTER COLUMN "operation_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "message_history" RENAME COLUMN "actor" TO "principal_id";--> statement-breakpoint
ALTER TABLE "message_history" ALTER COLUMN "principal_id" SET DATA TYPE integer USING principal_of(principal_id), ADD COLUMN "operation_id" bigint;--> statement-breakpoint
ALTER TABLE "replays" RENAME COLUMN "actor" TO "principal_id";--> statement-breakpoint
ALTER TABLE "replays" ALTER COLUMN "principal_id" SET DATA TYPE integer USING principal_of(principal_id), ADD COLUMN "operation_id" bigint;--> statement-breakpoint
ALTER TABLE "queues" ALTER COLUMN "paused_by" SET DATA TYPE integer USING principal_of(paused_by);--> statement-breakpoint
ALTER TABLE "groups" ALTER COLUMN "triaged_by" SET DATA TYPE integer USING principal_of(triaged_by);--> statement-breakpoint
ALTER TABLE "changes" RENAME COLUMN "actor" TO "principal_id";--> statement-breakpoint
ALTER TABLE "changes" ALTER COLUMN "principal_id" SET DATA TYPE integer USING principal_of(principal_id), ADD COLUMN "operation_id" bigint;--> statement-breakpoint
DROP FUNCTION principal_of(text);--> statement-breakpoint
ALTER TYPE "public"."change_state" RENAME TO "bulk_state";--> statement-breakpoint
ALTER TABLE "changes" RENAME TO "bulks";--> statement-breakpoint
ALTER INDEX "changes_pkey" RENAME TO "bulks_pkey";--> statement-breakpoint
ALTER INDEX "changes_running" RENAME TO "bulks_running";--> statement-breakpoint
ALTER SEQUENCE "changes_id_seq" RENAME TO "bulks_id_seq";--> statement-breakpoint
ALTER TABLE "frozen_runs" RENAME TO "selection_parts";--> statement-breakpoint
ALTER TABLE "selection_parts" RENAME COLUMN "change_id" TO "bulk_id";--> statement-breakpoint
ALTER TABLE "selection_parts" RENAME CONSTRAINT "frozen_runs_owner" TO "selection_parts_owner";--> statement-breakpoint
ALTER TABLE "selection_parts" RENAME CONSTRAINT "frozen_runs_pkey" TO "selection_parts_pkey";--> statement-breakpoint
ALTER TABLE "selection_parts" RENAME CONSTRAINT "frozen_runs_replay_id_replays_id_fk" TO "selection_parts_replay_id_replays_id_fk";--> statement-breakpoint
ALTER TABLE "selection_parts" RENAME CONSTRAINT "frozen_runs_change_id_changes_id_fk" TO "selection_parts_bulk_id_bulks_id_fk";--> statement-breakpoint
ALTER INDEX "frozen_runs_replay" RENAME TO "selection_parts_replay";--> statement-breakpoint
ALTER INDEX "frozen_runs_change" RENAME TO "selection_parts_bulk";--> statement-breakpoint
ALTER SEQUENCE "frozen_runs_id_seq" RENAME TO "selection_parts_id_seq";--> statement-breakpoint
-- New values of an enum cannot be used in the transaction that adds them, and all migrations may run in one: new types instead.
ALTER TYPE "public"."replay_state" RENAME TO "replay_state_old";--> statement-breakpoint
CREATE TYPE "public"."replay_state" AS ENUM('planned', 'awaiting_approval', 'running', 'paused', 'observing', 'completed', 'cancelled');--> statement-breakpoint
ALTER TABLE "replays" ALTER COLUMN "state" SET DATA TYPE "public"."replay_state" USING state::text::replay_state;--> statement-breakpoint
DROP TYPE "public"."replay_state_old";--> statement-breakpoint
DROP INDEX "replay_items_live";--> statement-breakpoint
DROP INDEX "replay_items_observing";--> statement-breakpoint
DROP INDEX "replay_items_waiting";--> statement-breakpoint
DROP INDEX "replay_items_trouble";--> statement-breakpoint
ALTER TYPE "public"."item_state" RENAME TO "item_state_old";--> statement-breakpoint
CREATE TYPE "public"."item_state" AS ENUM('selected', 'held', 'skipped', 'confirmed', 'returned', 'refused', 'unknown', 'observing', 'presumed_ok', 'came_back', 'cancelled');--> statement-breakpoint
ALTER TABLE "replay_items" ALTER COLUMN "state" SET DATA TYPE "public"."item_state" USING state::text::item_state,
	ADD COLUMN "reason_code" text, ADD COLUMN "reason_data" jsonb, ADD COLUMN "held_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "replay_counts" ALTER COLUMN "state" SET DATA TYPE "public"."item_state" USING state::text::item_state;--> statement-breakpoint
DROP TYPE "public"."item_state_old";--> statement-breakpoint
CREATE UNIQUE INDEX "replay_items_live" ON "replay_items" USING btree ("message_id") WHERE state in ('selected', 'held', 'unknown');--> statement-breakpoint
CREATE INDEX "replay_items_observing" ON "replay_items" USING btree ("outcome_at") WHERE state = 'observing';--> statement-breakpoint
CREATE INDEX "replay_items_waiting" ON "replay_items" USING btree ("replay_id","id") WHERE state = 'selected';--> statement-breakpoint
CREATE INDEX "replay_items_held" ON "replay_items" USING btree ("held_until") WHERE state = 'held';--> statement-breakpoint
CREATE INDEX "replay_items_trouble" ON "replay_items" USING btree ("replay_id","state","id") WHERE state in ('held', 'skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled');--> statement-breakpoint
ALTER TABLE "replays" ADD COLUMN "pause_code" text, ADD COLUMN "pause_data" jsonb, ADD COLUMN "policy" jsonb, ADD COLUMN "places" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "bulks" ADD COLUMN "places" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
CREATE TYPE "public"."stage_kind" AS ENUM('canary', 'ramp', 'full');--> statement-breakpoint
CREATE TYPE "public"."stage_state" AS ENUM('waiting', 'sending', 'observing', 'passed', 'stopped');--> statement-breakpoint
CREATE TABLE "replay_stages" (
	"replay_id" bigint NOT NULL,
	"nth" smallint NOT NULL,
	"kind" "stage_kind" NOT NULL,
	"state" "stage_state" NOT NULL,
	"size" integer,
	"rate" double precision,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "replay_stages_replay_id_nth_pk" PRIMARY KEY("replay_id","nth")
);
--> statement-breakpoint
ALTER TABLE "replay_stages" ADD CONSTRAINT "replay_stages_replay_id_replays_id_fk" FOREIGN KEY ("replay_id") REFERENCES "public"."replays"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "derivation" smallint DEFAULT 0 NOT NULL;
