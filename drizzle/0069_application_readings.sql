CREATE TABLE "application_readings" (
	"name" text PRIMARY KEY NOT NULL,
	"read_at" timestamp with time zone,
	"reading" jsonb,
	"evidence_at" timestamp with time zone,
	"evidence_why" text
);
