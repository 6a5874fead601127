ALTER TABLE "message_history" ADD COLUMN "intent_at" timestamp with time zone;--> statement-breakpoint
-- The intent becomes part of the outcome that followed it, and the numbers close up.
UPDATE message_history h SET intent_at = p.at FROM message_history p
  WHERE p.kind = 'published' AND p.message_id = h.message_id AND p.seq = h.seq - 1 AND h.kind <> 'published';--> statement-breakpoint
UPDATE messages m SET seq = m.seq - p.n FROM (SELECT message_id, count(*) AS n FROM message_history WHERE kind = 'published' GROUP BY 1) p
  WHERE p.message_id = m.id;--> statement-breakpoint
UPDATE message_history h SET seq = -t.seq FROM (
  SELECT message_id, seq AS was, row_number() OVER (PARTITION BY message_id ORDER BY seq) AS seq FROM message_history
  WHERE kind <> 'published' AND message_id IN (SELECT message_id FROM message_history WHERE kind = 'published')
) t WHERE t.message_id = h.message_id AND t.was = h.seq;--> statement-breakpoint
DELETE FROM message_history WHERE kind = 'published';--> statement-breakpoint
UPDATE message_history SET seq = -seq WHERE seq < 0;--> statement-breakpoint
ALTER TABLE "message_history" ALTER COLUMN "kind" SET DATA TYPE text;--> statement-breakpoint
DROP TYPE "public"."history_kind";--> statement-breakpoint
CREATE TYPE "public"."history_kind" AS ENUM('captured', 'claimed', 'let_go', 'confirmed', 'returned', 'refused', 'unknown', 'decided', 'came_back', 'presumed_ok', 'edited', 'discarded', 'restored', 'released');--> statement-breakpoint
ALTER TABLE "message_history" ALTER COLUMN "kind" SET DATA TYPE "public"."history_kind" USING "kind"::"public"."history_kind";
