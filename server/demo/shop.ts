import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { readerRole } from "./database.ts";
import { Gateway } from "./shop/gateway.ts";
import { Guard } from "./shop/guard.ts";
import { kafkaTransport } from "./shop/kafka-transport.ts";
import { playOnCall } from "./shop/on-call.ts";
import { servePage } from "./shop/page.ts";
import { rabbitmqTransport } from "./shop/rabbitmq-transport.ts";
import { keepBusy, openShop } from "./shop/run.ts";
import { sqsTransport } from "./shop/sqs-transport.ts";
import type { Transport } from "./shop/transport.ts";

/** The sample shop that the demo watches: an event-driven system of the usual shape, with real transactions and real failures. */
const env = process.env;
const stop = new AbortController();
process.on("SIGTERM", () => {
  stop.abort();
  setTimeout(() => process.exit(0), 500);
});
/** A lost broker or database ends the program in one line; its supervisor starts it again. */
process.on("uncaughtException", ({ message }) => {
  console.error(`shop: ${message}`);
  process.exit(1);
});
const url = env["SHOP_DATABASE_URL"];
const endpoint = env["SHOP_SQS_ENDPOINT"];
if (!url || !endpoint) throw new Error("SHOP_DATABASE_URL and SHOP_SQS_ENDPOINT are needed.");

await untilAnswers(endpoint);
const gateway = new Gateway();
await gateway.start();
// Longer than the gateway is broken by itself, so that the story has one outage, and no trials in it.
const guard = new Guard(gateway, { resetMs: 100_000 });
stop.signal.addEventListener("abort", () => {
  gateway.stop();
  guard.stop();
});
const shops = [{ name: "SQS", shop: await open("sqs", sqsTransport(endpoint)) }];
if (env["SHOP_RABBITMQ_URL"])
  shops.push({ name: "RabbitMQ", shop: await open("rabbitmq", await rabbitmqTransport(env["SHOP_RABBITMQ_URL"])) });
if (env["SHOP_KAFKA_BROKERS"])
  shops.push({ name: "Kafka", shop: await open("kafka", await kafkaTransport(env["SHOP_KAFKA_BROKERS"].split(","))) });
const consoleUrl = env["SHOP_CONSOLE_URL"] ?? null;
servePage({ gateway, guard, shops, consoleUrl }, Number(env["SHOP_PORT"] ?? 4402));
for (const { shop } of shops) void keepBusy(shop, stop.signal);
if (consoleUrl) playOnCall(consoleUrl, stop.signal).catch(({ message }: Error) => stop.signal.aborted || console.error(`shop: ${message}`));

/** Each broker's shop has a schema of its own; all charge at the one gateway. */
async function open(schema: string, transport: Transport) {
  const setup = postgres(url ?? "", { max: 1, onnotice: () => {} });
  await setup`create schema if not exists ${setup(schema)}`;
  await setup.end();
  const sql = postgres(url ?? "", { max: 8, onnotice: () => {}, connection: { search_path: schema } });
  return openShop(sql, transport, guard, stop.signal, readerRole);
}

async function untilAnswers(address: string): Promise<void> {
  while (
    !(await fetch(address).then(
      () => true,
      () => false,
    ))
  )
    await delay(100);
}
