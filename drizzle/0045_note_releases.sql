CREATE TABLE "releases" (
	"item_id" bigint PRIMARY KEY NOT NULL,
	"message_id" bigint NOT NULL,
	"queue_id" integer NOT NULL,
	"digest" text NOT NULL
);
--> statement-breakpoint
CREATE INDEX "releases_digest" ON "releases" USING btree ("queue_id","digest","item_id");