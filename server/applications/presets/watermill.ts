import { outboxAt, tablesWith, utc } from "../has-columns.ts";
import { never } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/** Watermill SQL 3 and 4, `watermill_<topic>`. What each consumer group has read is in `watermill_offsets_<topic>`. */
export const watermill: Preset = {
  name: "watermill",
  label: "Watermill SQL",
  find: (catalogue) =>
    tablesWith(catalogue, ["offset", "uuid", "created_at", "payload", "metadata", "transaction_id"]).map((table) =>
      outboxAt(table, {
        id: "offset",
        eventId: "uuid",
        payload: "payload",
        headers: "metadata",
        created: utc("created_at"),
        pending: [never],
        published: null,
        unmarked: "offsets",
        untold: [
          "A row does not tell whether it was forwarded. Each consumer group keeps an offset in watermill_offsets_<topic>, which stays behind a batch that is stuck although earlier messages were handled.",
          "Rows are never removed by Watermill. The error of a poison message is only in the metadata of the poison topic.",
        ],
      }),
    ),
};
