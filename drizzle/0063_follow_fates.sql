CREATE TYPE "public"."message_fate" AS ENUM('taken_up', 'done', 'done_or_removed', 'gone');--> statement-breakpoint
CREATE TABLE "message_fates" (
	"message_id" bigint PRIMARY KEY NOT NULL,
	"fate" "message_fate" NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "message_fates" ADD CONSTRAINT "message_fates_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;