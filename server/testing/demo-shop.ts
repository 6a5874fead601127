import postgres from "postgres";
import { onTestFinished } from "vitest";
import type { RawMessage } from "../sources/port.ts";
import { openBrokers } from "../sources/registry.ts";
import { readConfig } from "../config/read.ts";
import { demoConfig } from "../demo/config.ts";
import { Gateway } from "../demo/shop/gateway.ts";
import { Guard } from "../demo/shop/guard.ts";
import { kafkaTransport } from "../demo/shop/kafka-transport.ts";
import { rabbitmqTransport } from "../demo/shop/rabbitmq-transport.ts";
import { openShop } from "../demo/shop/run.ts";
import { sqsTransport } from "../demo/shop/sqs-transport.ts";
import { startSqs } from "../demo/sqs.ts";
import { describeGroup } from "../messages/derive/derive.ts";
import type { GroupFacts } from "../messages/row.ts";
import { matchQueue } from "../config/find.ts";
import { testDatabase } from "./database.ts";
import { freePorts } from "./ports.ts";

interface Dead {
  readonly queue: string;
  readonly raw: RawMessage;
  readonly group: GroupFacts;
}

/**
 * The shop of the demo with a gateway and a schema of its own, on an emulator of its own, or on the RabbitMQ or Kafka named; `dead` grows by what
 * Redrive's adapter takes from the queues that it finds by the demo's own config, each diagnosed. All ends with the test.
 */
export async function openDemoShop(on: { readonly rabbitmqUrl?: string; readonly kafkaBrokers?: readonly string[] } = {}) {
  const { rabbitmqUrl = null, kafkaBrokers = null } = on;
  const [port = 0] = await freePorts(1);
  const sqs = await startSqs(port);
  onTestFinished(() => sqs.stop());
  const database = await testDatabase();
  await database.sql`create schema shop`;
  const sql = postgres(database.url, { max: 8, onnotice: () => {}, connection: { search_path: "shop" } });
  onTestFinished(() => sql.end({ timeout: 5 }));
  const stop = new AbortController();
  const gateway = new Gateway();
  await gateway.start();
  const guard = new Guard(gateway);
  const sqsEndpoint = `http://127.0.0.1:${port}`;
  const transport = rabbitmqUrl
    ? await rabbitmqTransport(rabbitmqUrl)
    : kafkaBrokers
      ? await kafkaTransport(kafkaBrokers)
      : sqsTransport(sqsEndpoint);
  const shop = await openShop(sql, transport, guard, stop.signal);

  const config = readConfig(
    demoConfig({ sqsEndpoint, rabbitmqUrl, kafkaBrokers, databaseUrl: database.url, shopUrl: database.url, port: 4400, shopPort: 4402 }),
    "redrive.yaml",
    {},
  );
  const source = config.sources.find(({ kind }) => kind === (rabbitmqUrl ? "rabbitmq" : kafkaBrokers ? "kafka" : "sqs"));
  if (!source) throw new Error("The demo has no such source.");
  const brokers = openBrokers(config);
  const broker = brokers.get(source.name);
  const dead: Dead[] = [];
  const consuming = (await broker.discover()).map(({ name: queue }, queueId) => {
    const rules = matchQueue(source, queue)?.rules;
    if (!rules) return Promise.resolve();
    const reader = { queueId, source: source.name, queue, kind: broker.kind, rules, codec: broker.codec };
    const take = async (batch: readonly RawMessage[]) => {
      for (const raw of batch) dead.push({ queue, raw, group: describeGroup(reader, raw, new Date()) });
    };
    return broker.consume(queue, take, { batchSize: 10, maxWaitMs: 50 }, stop.signal);
  });
  onTestFinished(async () => {
    stop.abort();
    gateway.stop();
    guard.stop();
    await Promise.all(consuming);
    await Promise.all([brokers.close(), transport.close()]);
  });
  return { sql, shop, gateway, guard, broker, dead, signal: stop.signal };
}
