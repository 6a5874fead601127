import { expect, test } from "vitest";
import type { ApplicationSpec } from "./application.ts";
import { consumersOf } from "./consumer-of.ts";

const spec = (name: string, ...consumes: ApplicationSpec["consumes"]): ApplicationSpec => ({
  name,
  engine: "postgres",
  databaseUrl: "postgres://db/x",
  consumes,
  tables: [],
  unknown: null,
});
const orders = spec("orders", { queue: "shop/billing.dlq", consumer: "billing" }, { queue: "shop/*", consumer: null });
const views = spec("views", { queue: "*/billing.dlq", consumer: "views" });

test.each([
  ["shop", "billing.dlq", ["orders billing", "views views"]],
  ["shop", "shipping.dlq", ["orders null"]],
  ["other", "billing.dlq", ["views views"]],
  ["shop2", "x", []],
])("%s/%s is consumed by %j: of each application the first place that fits", (source, queue, names) => {
  const found = consumersOf([orders, views, spec("idle")], { source, queue });
  expect(found.map(({ application, name }) => `${application.name} ${name}`)).toEqual(names);
});
