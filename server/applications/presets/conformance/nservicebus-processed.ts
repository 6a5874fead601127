import { nServiceBus } from "./nservicebus.ts";
import type { Fixture } from "./fixture.ts";

/** The same table says what was processed: also a row of which nothing has left yet. */
export const nServiceBusProcessed: Fixture = {
  ...nServiceBus,
  version: "9, as an inbox",
  tables: {
    "public.OrdersOutboxData": {
      kind: "processed",
      consumer: null,
      processed: ["pending", "published"],
      notProcessed: ["never"],
      unknown: [],
    },
  },
};
