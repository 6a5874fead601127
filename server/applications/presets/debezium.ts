import { hasColumn, outboxAt, tablesWith, utc } from "../has-columns.ts";
import { never } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/** Debezium 3.6, its outbox event router and the table of Quarkus. A row tells nothing: the connector reads it from the database's log. */
export const debezium: Preset = {
  name: "debezium",
  label: "Debezium, outbox event router",
  find: (catalogue) =>
    tablesWith(catalogue, ["id", "aggregatetype", "aggregateid", "type", "payload"]).map((table) =>
      outboxAt(table, {
        id: "id",
        eventId: "id",
        eventType: "type",
        destination: "aggregatetype",
        key: "aggregateid",
        payload: "payload",
        created: hasColumn(table, "timestamp") ? utc("timestamp") : null,
        pending: [never],
        published: null,
        unmarked: "log",
        untold: [
          "A row does not tell whether it was published: the connector reads it from the database's log. An empty table is healthy, and so is a full one.",
        ],
      }),
    ),
};
