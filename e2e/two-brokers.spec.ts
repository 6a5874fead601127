import { kcat } from "../server/testing/kcat.ts";
import { expectAccessible, openMessages } from "./support/pages.ts";
import { failedOrder } from "./support/shop.ts";
import { expect, testOnBoth as test } from "./support/stack.ts";

const refused = {
  type: "java.net.ConnectException",
  text: "Connection refused: payment-gateway:443",
  at: "com.shop.payments.PaymentClient.charge(PaymentClient.java:88)",
};

test("one list shows the same event failed on RabbitMQ and on Kafka, and each goes back to its own broker", async ({
  page,
  stack,
  kafka,
}) => {
  const [queued, logged] = [failedOrder("ord-q1", refused), failedOrder("ord-k1", refused)];
  await stack.shop.fail("orders", [queued]);
  const headers = [
    "tenant=north",
    "kafka_dlt-original-topic=orders",
    `kafka_dlt-exception-cause-fqcn=${refused.type}`,
    `kafka_dlt-exception-message=${refused.text}`,
  ];
  kcat(kafka, ["-P", "-t", "orders-dlt", "-k", "ord-k1", ...headers.flatMap((header) => ["-H", header])], Buffer.from(logged.body));
  await openMessages(page, "type:OrderPlaced", 2);
  const rows = page.getByRole("row").filter({ hasText: "OrderPlaced" });
  await expect(rows.filter({ hasText: "orders.dlq" })).toContainText(/ord-q1.*shop-eu/);
  await expect(rows.filter({ hasText: "orders-dlt" })).toContainText(/ord-k1.*shop-log/);
  await expectAccessible(page);
  await page.getByRole("checkbox", { name: "Select the rows shown" }).check();
  await page.getByRole("button", { name: /Plan replay/ }).click();
  // Kafka's record says when it was written, just now; RabbitMQ's message does not say when it died.
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Not now: 1 of 2 still fail");
  await expect(page.getByText("2 messages can be replayed")).toBeVisible();
  await expectAccessible(page);
  for (const source of ["shop-eu", "shop-log"]) await expect(page.getByText(`orders on ${source} gets 1.`)).toBeVisible();
  await expect(page.getByText(/^key, ord-k1: events after these/)).toBeVisible();
  await page.getByLabel("Reason").fill("The gateway answers");
  await page.getByRole("button", { name: /Start anyway, 2 to send/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("2 of 2 sent");
  const taken = await stack.shop.take("orders");
  expect(taken?.body.toString()).toBe(queued.body);
  expect(await stack.shop.take("orders")).toBeNull();
  const read = kcat(kafka, ["-C", "-t", "orders", "-o", "beginning", "-e", "-J"]).toString().trim().split("\n");
  expect(read.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ key: "ord-k1", payload: logged.body, headers: expect.arrayContaining(["tenant", "north"]) }),
  ]);
});
