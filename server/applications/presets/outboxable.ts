import { outboxAt, tablesWith, utc } from "../has-columns.ts";
import { never } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/**
 * The Rails gem outboxable, `outboxes`. Its status is a number: 0 is pending in all versions; 1 is published or processing, 2 is failed or published, by the
 * version whose model the application has.
 */
export const outboxable: Preset = {
  name: "outboxable",
  label: "outboxable (Rails)",
  find: (catalogue) =>
    tablesWith(catalogue, ["id", "status", "exchange", "routing_key", "attempts", "retry_at", "payload", "outboxable_type"]).map((table) =>
      outboxAt(table, {
        id: "id",
        eventType: "outboxable_type",
        destination: "routing_key",
        key: "outboxable_id",
        payload: "payload",
        headers: "headers",
        created: utc("created_at"),
        attempts: "attempts",
        pending: [{ column: "status", in: ["0"] }],
        published: [never],
        untold: [
          "The numbers 1 and 2 of status mean different things in its versions: which rows failed is unknown. Map the table by hand to see them.",
          "The table does not tell why a row failed.",
        ],
      }),
    ),
};
