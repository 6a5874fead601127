-- Nobody knows who prepared them, and they are kept for a day at most: people choose again.
DELETE FROM "prepared_selections";--> statement-breakpoint
ALTER TABLE "one_time_links" ADD COLUMN "made_by" integer;--> statement-breakpoint
ALTER TABLE "prepared_selections" ADD COLUMN "principal_id" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "one_time_links" ADD CONSTRAINT "one_time_links_made_by_people_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;