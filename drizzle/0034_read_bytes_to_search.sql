ALTER TABLE "bodies" DROP COLUMN "decoded";--> statement-breakpoint
DROP FUNCTION payload_text(bytea, text[]);
