import { outboxAt, tablesWith, utc } from "../has-columns.ts";
import type { ProcessedMapping, TableRef } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/** Eventuate Tram 0.36: its messages (the table may have a suffix), and those that were received. */
export const eventuate: Preset = {
  name: "eventuate",
  label: "Eventuate Tram",
  tellsProcessed: true,
  find: (catalogue) => [
    ...tablesWith(catalogue, ["consumer_id", "message_id", "creation_time"]).map(received),
    ...tablesWith(catalogue, ["id", "destination", "headers", "payload", "published", "message_partition", "creation_time"]).map((table) =>
      outboxAt(table, {
        id: "id",
        eventId: "id",
        destination: "destination",
        payload: "payload",
        headers: "headers",
        created: utc("creation_time"),
        pending: [{ column: "published", in: ["0"] }],
        published: [{ column: "published", in: ["1"] }],
        perhapsUnmarked: true,
        untold: [
          "Where Eventuate's CDC service reads the database's log, published stays 0 for ever, and a row does not tell whether it was published.",
          "The table does not tell how often a row was tried, nor why it failed.",
        ],
      }),
    ),
  ],
};

/** Inserted in the transaction of the handler. */
const received = ({ schema, table }: TableRef): ProcessedMapping => ({
  kind: "processed",
  schema,
  table,
  eventId: "message_id",
  consumer: "consumer_id",
  at: utc("creation_time"),
  done: [],
  keeps: "oldest",
});
