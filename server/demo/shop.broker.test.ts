import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test, vi } from "vitest";
import { sharedKafka } from "../testing/kafka.ts";
import { createVirtualHost } from "../testing/rabbitmq-host.ts";
import { openDemoShop } from "../testing/demo-shop.ts";
import { poisons } from "./shop/orders.ts";

const poll = { timeout: 25_000, interval: 50 };

test("on RabbitMQ, without its management API, the shop's dead letters are found, diagnosed, and processed once when sent back", async () => {
  const host = await createVirtualHost();
  onTestFinished(() => host.drop());
  await showShop({ rabbitmqUrl: host.url });
});

test("on Kafka they are too", async () => {
  const kafka = await sharedKafka();
  onTestFinished(() => kafka.stop());
  await showShop({ kafkaBrokers: [kafka.bootstrap] });
});

async function showShop(on: Parameters<typeof openDemoShop>[0]): Promise<void> {
  const { shop, gateway, guard, broker, dead } = await openDemoShop(on);
  gateway.held = "well";
  for (const quirk of poisons) await shop.place(quirk);
  const kinds = () => dead.map(({ queue, group }) => `${queue} ${group.errorType ?? "no error"} ${group.category}`).sort();
  const poisonous = [
    "redrive-demo.orders-view.dlq no error unknown",
    "redrive-demo.payments.dlq InvalidOrderError validation",
    "redrive-demo.payments.dlq PostgresError duplicate",
    "redrive-demo.shipping.dlq CarrierUnavailableError downstream_5xx",
    "redrive-demo.shipping.dlq InvalidCarrierError validation",
    "redrive-demo.shipping.dlq OutOfOrderError missing_data",
    "redrive-demo.shipping.dlq OutOfOrderError missing_data",
    "redrive-demo.shipping.dlq TypeError code_bug",
  ];
  await vi.waitFor(() => expect(kinds()).toEqual(poisonous), poll);

  gateway.held = "failing";
  await shop.place("extended");
  await vi.waitFor(() => expect(dead).toHaveLength(poisonous.length + 1), poll);
  const unpaid = dead.at(-1);
  const before = await shop.counts();
  gateway.held = "well";
  await vi.waitFor(() => expect(guard.isOpen).toBe(false), poll);
  if (unpaid) await broker.publish({ to: "queue", queue: "redrive-demo.payments" }, unpaid.raw, randomUUID());
  await vi.waitFor(
    async () => expect(await shop.counts()).toMatchObject({ payments: before.payments + 1, shipments: before.shipments + 1, outbox: 0 }),
    poll,
  );
  expect(dead).toHaveLength(poisonous.length + 1);
}
