CREATE TYPE "public"."change_state" AS ENUM('running', 'completed', 'cancelled');--> statement-breakpoint
CREATE TABLE "changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"state" "change_state" NOT NULL,
	"kind" "history_kind" NOT NULL,
	"selection" text NOT NULL,
	"filter" jsonb NOT NULL,
	"reason" text NOT NULL,
	"actor" text NOT NULL,
	"total" integer NOT NULL,
	"changed" integer DEFAULT 0 NOT NULL,
	"skipped" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "frozen_runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "frozen_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"replay_id" bigint,
	"change_id" bigint,
	"message_ids" bigint[] NOT NULL,
	CONSTRAINT "frozen_runs_owner" CHECK (num_nonnulls(replay_id, change_id) = 1)
);
--> statement-breakpoint
ALTER TABLE "frozen_runs" ADD CONSTRAINT "frozen_runs_replay_id_replays_id_fk" FOREIGN KEY ("replay_id") REFERENCES "public"."replays"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "frozen_runs" ADD CONSTRAINT "frozen_runs_change_id_changes_id_fk" FOREIGN KEY ("change_id") REFERENCES "public"."changes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "changes_running" ON "changes" USING btree ("id") WHERE state = 'running';--> statement-breakpoint
CREATE INDEX "frozen_runs_replay" ON "frozen_runs" USING btree ("replay_id","id") WHERE replay_id is not null;--> statement-breakpoint
CREATE INDEX "frozen_runs_change" ON "frozen_runs" USING btree ("change_id","id") WHERE change_id is not null;