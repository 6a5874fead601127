ALTER TABLE "messages" SET (fillfactor = 80);--> statement-breakpoint
CREATE TYPE "public"."message_shelf" AS ENUM('dead', 'sent', 'unknown', 'discarded', 'released');--> statement-breakpoint
DROP INDEX "messages_dead";--> statement-breakpoint
DROP INDEX "messages_not_dead";--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "shelf" "message_shelf" GENERATED ALWAYS AS (case state when 'dead' then 'dead'::message_shelf when 'unknown' then 'unknown' when 'discarded' then 'discarded' when 'released' then 'released' else 'sent' end) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "messages_dead" ON "messages" USING btree ("died_at","id") WHERE shelf = 'dead';--> statement-breakpoint
CREATE INDEX "messages_not_dead" ON "messages" USING btree ("shelf","died_at","id") WHERE shelf <> 'dead';