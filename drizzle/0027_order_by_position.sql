-- The position of a message's record becomes text that sorts, as in `log_records` (`sources/position.ts`): led by a letter for the number of its digits.
ALTER TABLE "messages" RENAME COLUMN "origin_offset" TO "origin_position";--> statement-breakpoint
ALTER TABLE "messages" ALTER COLUMN "origin_position" SET DATA TYPE text COLLATE "C" USING chr(96 + length(origin_position::text)) || origin_position::text;--> statement-breakpoint
UPDATE message_history SET data = jsonb_set(data, '{record}', jsonb_build_object('topic', data #> '{record,topic}', 'part', data #>> '{record,partition}',
  'at', chr(96 + length(data #>> '{record,offset}')) || (data #>> '{record,offset}')))
WHERE data #> '{record,offset}' IS NOT NULL;
