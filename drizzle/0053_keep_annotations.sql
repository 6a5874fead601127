CREATE TABLE "annotations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "annotations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"text" text NOT NULL,
	"principal_id" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "annotations_at" ON "annotations" USING btree ("at");