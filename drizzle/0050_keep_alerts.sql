CREATE TYPE "public"."alert_end" AS ENUM('cleared', 'removed');--> statement-breakpoint
CREATE TYPE "public"."alert_state" AS ENUM('pending', 'firing', 'recovering', 'resolved');--> statement-breakpoint
CREATE TYPE "public"."delivery_state" AS ENUM('pending', 'sending', 'delivered', 'failed', 'superseded');--> statement-breakpoint
CREATE TYPE "public"."quiet_reason" AS ENUM('silenced', 'snoozed', 'muted', 'acknowledged', 'grouped', 'inhibited', 'no_channel');--> statement-breakpoint
CREATE TYPE "public"."rule_origin" AS ENUM('default', 'page', 'config');--> statement-breakpoint
CREATE TYPE "public"."severity" AS ENUM('info', 'warning', 'error', 'critical');--> statement-breakpoint
CREATE TYPE "public"."transition_kind" AS ENUM('fired', 'changed', 'worse', 'flapping', 'blind', 'seen', 'escalated', 'reminded', 'resolved', 'acknowledged', 'taken_back', 'snoozed', 'snooze_over', 'muted', 'unmuted', 'silenced', 'unsilenced');--> statement-breakpoint
CREATE TABLE "alert_depths" (
	"queue_id" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"dead" integer NOT NULL,
	"ready" integer,
	CONSTRAINT "alert_depths_queue_id_at_pk" PRIMARY KEY("queue_id","at")
);
--> statement-breakpoint
CREATE TABLE "alert_rules" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alert_rules_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"origin" "rule_origin" NOT NULL,
	"name" text NOT NULL,
	"spec" jsonb NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"changed_by" integer,
	"removed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "alert_transitions" (
	"alert_id" bigint NOT NULL,
	"seq" integer NOT NULL,
	"kind" "transition_kind" NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"quiet" "quiet_reason",
	"value" double precision,
	"facts" jsonb NOT NULL,
	"principal_id" integer,
	"operation_id" bigint,
	"reason" text,
	CONSTRAINT "alert_transitions_alert_id_seq_pk" PRIMARY KEY("alert_id","seq")
);
--> statement-breakpoint
CREATE TABLE "alert_turns" (
	"id" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"evaluated_at" timestamp with time zone NOT NULL,
	"took_ms" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alerts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"rule_id" integer NOT NULL,
	"key" text NOT NULL,
	"state" "alert_state" NOT NULL,
	"severity" "severity" NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"fired_at" timestamp with time zone,
	"clear_since" timestamp with time zone,
	"resolved_at" timestamp with time zone,
	"ended" "alert_end",
	"blind_since" timestamp with time zone,
	"flapping_since" timestamp with time zone,
	"firings" timestamp with time zone[] DEFAULT '{}' NOT NULL,
	"seq" integer DEFAULT 0 NOT NULL,
	"value" double precision,
	"said_value" double precision,
	"said_at" timestamp with time zone,
	"told_value" double precision,
	"told_at" timestamp with time zone,
	"facts" jsonb NOT NULL,
	"facts_at" timestamp with time zone NOT NULL,
	"queue_id" integer,
	"group_id" bigint,
	"places" jsonb NOT NULL,
	"owner" text,
	"grouped_in" bigint,
	"stands_for" integer DEFAULT 1 NOT NULL,
	"inhibited_by" bigint,
	"silence_id" bigint,
	"acked_at" timestamp with time zone,
	"acked_by" integer,
	"snoozed_until" timestamp with time zone,
	"snoozed_by" integer,
	"muted_at" timestamp with time zone,
	"muted_by" integer,
	"step" smallint DEFAULT 0 NOT NULL,
	"step_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "channel_refs" (
	"alert_id" bigint NOT NULL,
	"channel" text NOT NULL,
	"ref" jsonb,
	"seq" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "channel_refs_alert_id_channel_pk" PRIMARY KEY("alert_id","channel")
);
--> statement-breakpoint
CREATE TABLE "channel_states" (
	"name" text PRIMARY KEY NOT NULL,
	"delivered_at" timestamp with time zone,
	"failing_since" timestamp with time zone,
	"answer" text,
	"rests_until" timestamp with time zone,
	"paused_by" integer,
	"paused_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "deliveries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"alert_id" bigint NOT NULL,
	"seq" integer NOT NULL,
	"channel" text NOT NULL,
	"state" "delivery_state" DEFAULT 'pending' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"holder" text,
	"held_until" timestamp with time zone,
	"answer" text,
	"took_ms" integer,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "group_owners" (
	"group_id" bigint PRIMARY KEY NOT NULL,
	"team" text,
	"at" timestamp with time zone NOT NULL,
	"principal_id" integer
);
--> statement-breakpoint
CREATE TABLE "owner_rules" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "owner_rules_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"origin" "rule_origin" NOT NULL,
	"team" text NOT NULL,
	"nth" integer NOT NULL,
	"spec" jsonb NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"changed_by" integer
);
--> statement-breakpoint
CREATE TABLE "silences" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "silences_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"rule_id" integer,
	"where" jsonb NOT NULL,
	"reason" text NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"principal_id" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_by" integer
);
--> statement-breakpoint
ALTER TABLE "groups" ADD COLUMN "found_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "alert_depths" ADD CONSTRAINT "alert_depths_queue_id_queues_id_fk" FOREIGN KEY ("queue_id") REFERENCES "public"."queues"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_transitions" ADD CONSTRAINT "alert_transitions_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alerts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_rule_id_alert_rules_id_fk" FOREIGN KEY ("rule_id") REFERENCES "public"."alert_rules"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_refs" ADD CONSTRAINT "channel_refs_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alerts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alerts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "silences" ADD CONSTRAINT "silences_rule_id_alert_rules_id_fk" FOREIGN KEY ("rule_id") REFERENCES "public"."alert_rules"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alert_depths_at" ON "alert_depths" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "alert_rules_name" ON "alert_rules" USING btree ("origin","name");--> statement-breakpoint
CREATE INDEX "alert_transitions_at" ON "alert_transitions" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_open" ON "alerts" USING btree ("rule_id","key") WHERE state <> 'resolved';--> statement-breakpoint
CREATE INDEX "alerts_subject" ON "alerts" USING btree ("rule_id","key","id");--> statement-breakpoint
CREATE INDEX "alerts_resolved" ON "alerts" USING btree ("resolved_at");--> statement-breakpoint
CREATE INDEX "alerts_group" ON "alerts" USING btree ("group_id");--> statement-breakpoint
CREATE UNIQUE INDEX "deliveries_once" ON "deliveries" USING btree ("alert_id","seq","channel");--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("next_at") WHERE state in ('pending', 'sending');--> statement-breakpoint
CREATE INDEX "deliveries_channel" ON "deliveries" USING btree ("channel","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "owner_rules_team" ON "owner_rules" USING btree ("origin","team");--> statement-breakpoint
CREATE INDEX "silences_until" ON "silences" USING btree ("until");--> statement-breakpoint
CREATE INDEX "groups_found" ON "groups" USING btree ("found_at") WHERE found_at is not null;