import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
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
const url = env["SHOP_DATABASE_URL"];
const endpoint = env["SHOP_SQS_ENDPOINT"];
if (!url || !endpoint) throw new Error("SHOP_DATABASE_URL and SHOP_SQS_ENDPOINT are needed.");

await untilAnswers(endpoint);
const shop = await open("sqs", sqsTransport(endpoint));
servePage(shop, Number(env["SHOP_PORT"] ?? 4402));
void keepBusy(shop, stop.signal);
if (env["SHOP_RABBITMQ_URL"]) void keepBusy(await open("rabbitmq", await rabbitmqTransport(env["SHOP_RABBITMQ_URL"])), stop.signal);

/** Each broker's shop has a schema of its own. */
async function open(schema: string, transport: Transport) {
  const setup = postgres(url ?? "", { max: 1, onnotice: () => {} });
  await setup`create schema if not exists ${setup(schema)}`;
  await setup.end();
  return openShop(postgres(url ?? "", { max: 8, onnotice: () => {}, connection: { search_path: schema } }), transport, stop.signal);
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
