DROP INDEX "audit_at";--> statement-breakpoint
DROP INDEX "failed_imports_open";--> statement-breakpoint
DROP INDEX "messages_dead";--> statement-breakpoint
DROP INDEX "messages_group";--> statement-breakpoint
DROP INDEX "messages_not_dead";--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "failed_imports_open" ON "failed_imports" USING btree ("at") WHERE message_id is null;--> statement-breakpoint
CREATE INDEX "messages_dead" ON "messages" USING btree ("died_at","id") WHERE state = 'dead';--> statement-breakpoint
CREATE INDEX "messages_group" ON "messages" USING btree ("group_id","died_at","id");--> statement-breakpoint
CREATE INDEX "messages_not_dead" ON "messages" USING btree ("state","died_at","id") WHERE state <> 'dead';