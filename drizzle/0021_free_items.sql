ALTER TABLE "replay_items" DROP CONSTRAINT "replay_items_replay_id_replays_id_fk";
