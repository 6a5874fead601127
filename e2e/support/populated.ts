import { type BrowserContext, test as base } from "@playwright/test";
import { connectDatabase } from "../../server/db/client.ts";
import { pushInput } from "../../server/downstreams/input.ts";
import { pushReadings } from "../../server/downstreams/push.ts";
import { beat } from "../../server/process/heartbeat.ts";
import { startConsole } from "../../server/testing/console.ts";
import { createTestDatabase } from "../../server/testing/database.ts";
import { makeAccount, signedIn, signInConfig } from "../../server/testing/people.ts";
import { populate } from "../../server/testing/populate.ts";
import { freePorts } from "../../server/testing/ports.ts";

/** Stands in every name and text of what only some may see. */
export const mark = "zq7";

export interface Served {
  readonly message: string;
  readonly hidden: string;
  readonly group: string;
  readonly replay: string;
  readonly alert: string;
  readonly rule: string;
  /** A browser in which a person is signed in. */
  enter(context: BrowserContext, who: "viewer" | "lead" | "admin"): Promise<void>;
  /** Of what only some may see: ids that a person acts on. */
  readonly hiddenIds: { readonly discarded: number };
}

/** As `populate` makes it. */
const applicationOf = (of: string, url: string) => `  ${of}shop:
    database: "${url}_${of}shop"
    consumes: [shop/${of}orders.dlq]
    tables:
      - { preset: transaction-outbox, schema: ${of}shop_tables }
      - { kind: processed, table: ${of}shop_tables.processed_events, eventId: event_id, at: at, keeps: all }
`;

export const test = base.extend<object, { served: Served & { readonly url: string } }>({
  served: [
    async ({}, use) => {
      const [database, [port = 0]] = await Promise.all([createTestDatabase(), freePorts(1)]);
      const clients = connectDatabase(database.url, { max: 3 });
      const own = await populate(clients);
      const hidden = await populate(clients, mark);
      const ctx = { ...own.ctx, config: { ...own.ctx.config, signIn: signInConfig, http: { ...own.ctx.config.http, port } } };
      const people = {
        viewer: await makeAccount(ctx, "vera@shop.example", { role: "viewer", queues: ["orders.*"] }),
        lead: await makeAccount(ctx, "lea@shop.example", { role: "lead", queues: ["orders.*"] }),
        admin: await makeAccount(ctx, "ana@shop.example", { role: "admin" }),
      };
      const reading = { breaker: `${mark}gateway`, state: "closed" };
      await pushReadings(hidden.ctx, pushInput.parse({ downstream: "bank", instance: `${mark}pod`, breakers: [reading] }));
      // The pretend channel is for the demo alone.
      const yaml = `environment: demo
http: { port: ${port} }
signIn: {}
sources:
  shop: { kind: rabbitmq, url: "amqp://127.0.0.1:1", management: "http://127.0.0.1:1", queues: ["*.dlq"] }
downstreams:
  bank: { messages: [{ errors: [bank] }], readings: [{ kind: push }] }
channels:
  oncall: { kind: log }
  sandbox: { kind: pretend }
applications:
${applicationOf("", database.url)}${applicationOf(mark, database.url)}`;
      const beating = setInterval(() => void beat(ctx, "worker-1"), 3_000);
      const web = await startConsole({ yaml, databaseUrl: database.url, port });
      const to = (place: string, inputs: Readonly<Record<string, unknown>>, name: string) =>
        `/${place}/${(inputs[name] as { id: number }).id}`;
      await use({
        url: web.url,
        message: to("messages", own.inputs, "messages.get"),
        hidden: to("messages", hidden.inputs, "messages.get"),
        group: to("groups", own.inputs, "groups.get"),
        replay: to("replays", own.inputs, "replays.get"),
        alert: to("alerts", own.inputs, "alerts.get"),
        rule: to("alerts/rules", own.inputs, "alerts.removeRule"),
        hiddenIds: { discarded: (hidden.inputs["messages.discard"] as { selection: { ids: [number] } }).selection.ids[0] },
        enter: async (context, who) => {
          const cookies = (await signedIn(ctx, people[who])).get("cookie") ?? "";
          await context.addCookies(
            cookies
              .split("; ")
              .map((pair) => ({ name: pair.split("=", 1)[0] ?? "", value: pair.slice(pair.indexOf("=") + 1), url: web.url })),
          );
        },
      });
      clearInterval(beating);
      await web.stop();
      await clients.close();
      await database.drop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: ({ served }, use) => use(served.url),
});

export { expect } from "@playwright/test";
