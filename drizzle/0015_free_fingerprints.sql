DROP INDEX "messages_fingerprint";--> statement-breakpoint
ALTER TABLE "messages" ALTER COLUMN "fingerprint" DROP NOT NULL;--> statement-breakpoint
CREATE INDEX "messages_fingerprint" ON "messages" USING btree ("fingerprint") WHERE fingerprint is not null;