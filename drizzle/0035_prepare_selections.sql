CREATE TABLE "prepared_selections" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "prepared_selections_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"words" text NOT NULL,
	"filter" jsonb NOT NULL,
	"places" jsonb NOT NULL,
	"total" integer NOT NULL,
	"unread" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "selection_parts" DROP CONSTRAINT "selection_parts_owner";--> statement-breakpoint
ALTER TABLE "selection_parts" ADD COLUMN "prepared_id" bigint;--> statement-breakpoint
ALTER TABLE "selection_parts" ADD CONSTRAINT "selection_parts_prepared_id_prepared_selections_id_fk" FOREIGN KEY ("prepared_id") REFERENCES "public"."prepared_selections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "selection_parts_prepared" ON "selection_parts" USING btree ("prepared_id","id") WHERE prepared_id is not null;--> statement-breakpoint
ALTER TABLE "selection_parts" ADD CONSTRAINT "selection_parts_owner" CHECK (num_nonnulls(replay_id, bulk_id, prepared_id) = 1);