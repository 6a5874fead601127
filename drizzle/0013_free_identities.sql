ALTER TABLE "identities" DROP CONSTRAINT "identities_queue_id_queues_id_fk";
