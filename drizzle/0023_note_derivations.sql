CREATE TABLE "derivations" (
	"queue_id" integer PRIMARY KEY NOT NULL,
	"number" smallint NOT NULL,
	"rules" text NOT NULL,
	"derived_to" bigint NOT NULL,
	"goal" bigint NOT NULL
);
