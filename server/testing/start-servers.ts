import { findChromium } from "./chromium.ts";
import { testServer } from "./database.ts";
import { startElasticMQ } from "./elasticmq.ts";
import { sharedKafka } from "./kafka.ts";
import { sharedMariaDB } from "./mariadb.ts";
import { sharedRabbitMQ } from "./rabbitmq-host.ts";

/** One server of each kind for a whole run. `env` names them to the tests; those that stop a broker start their own. */
export async function startServers(): Promise<{ readonly env: Readonly<Record<string, string>>; stop(): Promise<void> }> {
  const [rabbitmq, elasticmq, kafka, database, mariadb] = await Promise.all([
    sharedRabbitMQ(),
    startElasticMQ(),
    sharedKafka(),
    testServer(),
    sharedMariaDB(),
  ]);
  return {
    env: {
      REDRIVE_TEST_RABBITMQ_URL: rabbitmq.url,
      REDRIVE_TEST_RABBITMQ_MANAGEMENT_URL: rabbitmq.management,
      REDRIVE_TEST_SQS_ENDPOINT: elasticmq.endpoint,
      REDRIVE_TEST_KAFKA_BROKERS: kafka.bootstrap,
      REDRIVE_TEST_DATABASE_URL: database,
      REDRIVE_TEST_MARIADB_URL: mariadb.url,
      REDRIVE_CHROMIUM: findChromium(),
    },
    stop: async () => {
      await Promise.allSettled([rabbitmq.stop(), elasticmq.stop(), kafka.stop(), mariadb.stop()]);
    },
  };
}
