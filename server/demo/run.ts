import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { parseArgs } from "node:util";
import { buildPages } from "../process/build.ts";
import { startEmbedded, stopUnused } from "../db/embedded.ts";
import { migrateDatabase } from "../db/migrate.ts";
import { demandNode } from "../process/node-version.ts";
import { keepEmbedded, type Program, superviseAll } from "../process/supervise.ts";
import { demoConfig } from "./config.ts";
import { createDatabase, createReader } from "./database.ts";
import { freePort } from "./ports.ts";
import { consoleCommand, workerCommand } from "../process/commands.ts";

/** `npm run demo`: embedded Postgres, an SQS emulator, the sample shop, the worker and the console; nothing outside this folder is touched. */
const say = (text: string) => console.log(`redrive: ${text}`);
const home = ".redrive/demo";
const postgresHome = ".redrive/postgres";
const defaultKafka = "127.0.0.1:9092";
const defaultRabbitMQ = "amqp://guest:guest@127.0.0.1:5672";

demandNode();
const { values, positionals } = parseArgs({
  options: { rabbitmq: { type: "boolean" }, kafka: { type: "boolean" }, port: { type: "string" } },
  allowPositionals: true,
});
const isAmqp = (address: string) => /^amqps?:/.test(address);
const rabbitmqUrl = values.rabbitmq ? (positionals.find(isAmqp) ?? defaultRabbitMQ) : null;
const kafkaBrokers = values.kafka ? (positionals.find((address) => !isAmqp(address)) ?? defaultKafka).split(",") : null;
const [port, sqsPort, shopPort] = await Promise.all([freePort(Number(values.port ?? 4400)), freePort(4401), freePort(4402)]);

const building = buildPages();
building.catch(() => {});
mkdirSync(home, { recursive: true });
const server = await startEmbedded(postgresHome);
const databaseUrl = await createDatabase(server, "redrive_demo");
const shopUrl = await createDatabase(server, "redrive_demo_shop");
const readerUrl = await createReader(shopUrl);
await migrateDatabase(databaseUrl);
const sqsEndpoint = `http://127.0.0.1:${sqsPort}`;
writeFileSync(
  `${home}/redrive.yaml`,
  demoConfig({ sqsEndpoint, rabbitmqUrl, kafkaBrokers, databaseUrl, shopUrl: readerUrl, port, shopPort }),
  {
    mode: 0o600,
  },
);
say("building the pages");
await building;

const { execPath: node } = process;
const ours = { REDRIVE_CONFIG: `${home}/redrive.yaml`, NODE_ENV: "production" };
const shop = {
  SHOP_DATABASE_URL: shopUrl,
  SHOP_SQS_ENDPOINT: sqsEndpoint,
  SHOP_PORT: String(shopPort),
  SHOP_CONSOLE_URL: `http://127.0.0.1:${port}`,
  ...(rabbitmqUrl ? { SHOP_RABBITMQ_URL: rabbitmqUrl } : {}),
  ...(kafkaBrokers ? { SHOP_KAFKA_BROKERS: kafkaBrokers.join(",") } : {}),
};
const programs: Program[] = [
  keepEmbedded(postgresHome),
  { name: "sqs emulator", command: [node, "server/demo/emulator.ts"], env: { EMULATOR_PORT: String(sqsPort) } },
  { name: "shop", command: [node, "server/demo/shop.ts"], env: shop },
  { name: "worker", command: workerCommand, env: ours },
  { name: "console", command: consoleCommand, env: ours },
];
say(`the console:  http://127.0.0.1:${port}`);
say(`the shop:     http://127.0.0.1:${shopPort}  (break and heal its payment gateway, stop and start its relay here)`);
say(`what Slack would get: http://127.0.0.1:${port}/alerts/pretend  (alerts fire by themselves within a minute)`);
if (!rabbitmqUrl && (await answers(5672)))
  say("a RabbitMQ answers on this machine; npm run demo -- --rabbitmq uses it, with names of its own (redrive-demo.)");
if (!kafkaBrokers && (await answers(9092)))
  say("a Kafka answers on this machine; npm run demo -- --kafka uses it, with names of its own (redrive-demo.)");
await superviseAll(programs, say);
await stopUnused(postgresHome);

/** Somebody's broker is only looked at: whether its port is open. */
function answers(at: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port: at, timeout: 300 });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.on("connect", () => end(true));
    socket.on("error", () => end(false));
    socket.on("timeout", () => end(false));
  });
}
