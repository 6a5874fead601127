import type { FailedMessage } from "./failure.ts";
import { countOf, fieldOf, fieldText, findHeader, valueText } from "./read-header.ts";
import { timeOf } from "../text/time.ts";

/** One entry of RabbitMQ's x-death: a queue and a reason, with how often the message died of it there. */
export interface Death {
  readonly queue: string | null;
  readonly reason: string | null;
  /** null: not carried, or nothing that can be believed. */
  readonly count: number | null;
  /** Of the first death of this queue and reason; the broker does not keep the later ones. */
  readonly firstAt: Date | null;
  readonly exchange: string | null;
  /** The key that it was published with, and those of its CC header; the broker leaves those of BCC out. */
  readonly routingKeys: readonly string[];
}

const mostEntries = 100;

/** The entries of x-death, of which only the first, the newest, is in order on every version; none when it is no array of tables. */
export function readDeaths(message: FailedMessage): readonly Death[] {
  const tables = (findHeader(message, "x-death")?.items ?? []).slice(0, mostEntries).filter(({ type }) => type === "table");
  return tables.map((table) => ({
    queue: fieldText(table, "queue"),
    reason: fieldText(table, "reason"),
    count: countOf(fieldText(table, "count")) || null,
    firstAt: timeOf(fieldText(table, "time")),
    exchange: fieldText(table, "exchange"),
    routingKeys: (fieldOf(table, "routing-keys")?.items ?? []).flatMap((key) => valueText(key) ?? []),
  }));
}
