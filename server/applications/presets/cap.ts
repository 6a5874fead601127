import { hasColumn, outboxAt, tablesWith } from "../has-columns.ts";
import type { Preset } from "../preset.ts";

/** Given up after so many tries: CAP's FailedRetryCount by default. */
const mostRetries = 50;
/** Its loop takes failed rows so often: FailedRetryInterval by default. */
const retryLoopMs = 60_000;

/**
 * CAP 10 (DotNetCore.CAP), its table of published messages; that of received ones has a "Group". Its loop takes failed rows again while "Retries" is below
 * the limit, so that only beyond it they have failed for good. A message without a subscriber is stored as failed at once.
 */
export const cap: Preset = {
  name: "cap",
  label: "CAP (DotNetCore.CAP)",
  find: (catalogue) =>
    tablesWith(catalogue, ["Id", "Version", "Name", "Content", "Retries", "Added", "ExpiresAt", "StatusName"])
      .filter((table) => !hasColumn(table, "Group"))
      .map((table) =>
        outboxAt(table, {
          id: "Id",
          eventType: "Name",
          destination: "Name",
          payload: "Content",
          attempts: "Retries",
          pending: [
            {
              any: [
                [{ column: "StatusName", in: ["Scheduled", "Queued"] }],
                [
                  { column: "StatusName", in: ["Failed"] },
                  { column: "Retries", below: mostRetries },
                ],
              ],
            },
          ],
          published: [{ column: "StatusName", in: ["Succeeded"] }],
          failed: [
            { column: "StatusName", in: ["Failed"] },
            { column: "Retries", atLeast: mostRetries },
          ],
          publishNow: {
            canaryMs: retryLoopMs + 15_000,
            set: { Retries: 0 },
            only: [
              { column: "StatusName", in: ["Failed"] },
              { column: "Retries", atLeast: mostRetries },
            ],
          },
          untold: [
            "Added is the local time of the application's server, without a zone: ages are unknown. Map the table by hand, with its zone, to see them.",
            "Messages that are delayed on purpose are not counted. Failed ones are deleted after 15 days.",
            "The error is inside Content, and stays there after a success. A row of another Version belongs to another deployment.",
            `A row counts as failed from ${mostRetries} tries: if FailedRetryCount is another number, map the table by hand.`,
          ],
        }),
      ),
};
