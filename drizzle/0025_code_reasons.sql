-- English becomes data: a code 'text' with the words as they were written.
UPDATE replay_items SET reason_code = 'text', reason_data = jsonb_build_object('text', detail) WHERE detail IS NOT NULL;--> statement-breakpoint
ALTER TABLE "replay_items" DROP COLUMN "detail";--> statement-breakpoint
UPDATE message_history SET data = jsonb_set(data, '{detail}', jsonb_build_object('code', 'text', 'data', jsonb_build_object('text', data -> 'detail')))
WHERE jsonb_typeof(data -> 'detail') = 'string';--> statement-breakpoint
UPDATE replays SET pause_code = 'text', pause_data = jsonb_build_object('text', pause_reason) WHERE pause_reason IS NOT NULL;--> statement-breakpoint
ALTER TABLE "replays" DROP COLUMN "pause_reason";--> statement-breakpoint
-- Replays that were started before policies were frozen go by the defaults.
UPDATE replays SET policy = '{"observeSeconds":60,"stop":{"failuresInRow":20},"stages":[{"kind":"full"}]}' WHERE policy IS NULL;--> statement-breakpoint
ALTER TABLE "replays" ALTER COLUMN "policy" SET NOT NULL;--> statement-breakpoint
DROP INDEX "replay_items_observing";--> statement-breakpoint
CREATE INDEX "replay_items_observing" ON "replay_items" USING btree ("replay_id","outcome_at") WHERE state = 'observing';--> statement-breakpoint
-- What is sent and still watched is not over.
UPDATE replays r SET state = 'observing', finished_at = NULL
WHERE state = 'completed' AND EXISTS (SELECT FROM replay_items i WHERE i.replay_id = r.id AND i.state = 'observing');--> statement-breakpoint
INSERT INTO replay_stages (replay_id, nth, kind, state, started_at, ended_at)
SELECT id, 1, 'full', CASE state WHEN 'completed' THEN 'passed' WHEN 'cancelled' THEN 'stopped' WHEN 'observing' THEN 'observing' ELSE 'sending' END::stage_state,
  created_at, finished_at FROM replays;
