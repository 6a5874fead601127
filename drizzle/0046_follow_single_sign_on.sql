CREATE TABLE "oidc_flows" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "oidc_flows_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"state" "bytea" NOT NULL,
	"browser" "bytea" NOT NULL,
	"nonce" text NOT NULL,
	"verifier" text NOT NULL,
	"to" text NOT NULL,
	"network" text NOT NULL,
	"used" boolean DEFAULT false NOT NULL,
	"until" timestamp with time zone NOT NULL,
	CONSTRAINT "oidc_flows_state" UNIQUE("state")
);
--> statement-breakpoint
CREATE TABLE "oidc_logouts" (
	"token" "bytea" PRIMARY KEY NOT NULL,
	"until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "oidc_sessions" (
	"session_id" integer PRIMARY KEY NOT NULL,
	"sid" text,
	"id_token" text
);
--> statement-breakpoint
ALTER TABLE "oidc_sessions" ADD CONSTRAINT "oidc_sessions_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "oidc_flows_network" ON "oidc_flows" USING btree ("network");--> statement-breakpoint
CREATE INDEX "oidc_flows_until" ON "oidc_flows" USING btree ("until");--> statement-breakpoint
CREATE INDEX "oidc_logouts_until" ON "oidc_logouts" USING btree ("until");--> statement-breakpoint
CREATE INDEX "oidc_sessions_sid" ON "oidc_sessions" USING btree ("sid");