ALTER TABLE "messages" DROP CONSTRAINT "messages_queue_id_queues_id_fk";
