import type { LogCodec, Position } from "../sources/log.ts";
import type { Head } from "../sources/port.ts";
import { orderedText } from "../sources/position.ts";
import { headerNumber } from "./header-number.ts";
import { valueText } from "./read-header.ts";

/** The record of a log that a dead letter was made from. */
export interface OriginRecord extends Position {
  readonly topic: string;
}

/** The same as people read it: of topic "orders" in "partition 3, offset 4,242". */
export interface RecordPlace {
  readonly topic: string;
  readonly place: string;
}

/** `log` null: nobody knows any more how its positions are read. */
export function placeOfRecord(log: LogCodec | null, { topic, part, at }: OriginRecord): RecordPlace {
  return { topic, place: [`partition ${part}`, ...(log ? [`${log.noun} ${log.text(at)}`] : [])].join(", ") };
}

/** Topic, partition and offset by the names of each framework; `counts` says which of several does. */
const names: readonly { readonly of: (part: "topic" | "partition" | "offset") => string; readonly counts: "first" | "last" }[] = [
  { of: (part) => `kafka_dlt-original-${part}`, counts: "last" },
  { of: (part) => `kafka_original-${part}`, counts: "first" },
  { of: (part) => `x-original-${part}`, counts: "last" },
  { of: (part) => `__connect.errors.${part}`, counts: "last" },
  { of: (part) => `__streams.errors.${part}`, counts: "last" },
  { of: (part) => `__dlq.errors.${part}`, counts: "last" },
  { of: (part) => `dead-letter-${part}`, counts: "first" },
  // The oldest stands last: of the topic before the retry topics.
  { of: (part) => `delayed-retry-${part}`, counts: "last" },
  { of: (part) => `source_${part}`, counts: "last" },
  { of: (part) => `x-source-${part}`, counts: "last" },
  { of: (part) => (part === "topic" ? "original-destination" : `original-${part}`), counts: "last" },
];

/** Where a dead letter says that its record stands; null: it does not, or not wholly. Kafka's own topics are nobody's to be shown. */
export function readOriginRecord({ headers }: Head): OriginRecord | null {
  for (const { of, counts } of names) {
    if (!headers.some(({ name }) => name === of("topic"))) continue;
    const value = (name: string) => {
      const all = headers.filter((header) => header.name === name);
      return (counts === "first" ? all[0] : all.at(-1))?.value;
    };
    const [topic, partition, offset] = [
      // Wolverine names it as a URI.
      valueText(value(of("topic")))?.replace(/^kafka:\/\/topic\//, "") ?? null,
      headerNumber(value(of("partition"))),
      headerNumber(value(of("offset"))),
    ];
    if (topic !== null && isTopic(topic) && partition !== null && partition >= 0 && offset !== null && offset >= 0)
      // Logs whose positions are one number: no framework writes another.
      return { topic, part: String(partition), at: orderedText(offset) };
  }
  return null;
}

/** What the broker writes for a share group: nothing but where the record lay, and with copying its key and value, but never its headers. */
const bare = "__dlq.errors.";

/** The record without which a dead letter is not whole, though it says where that stands; null: it is whole. */
export function wantedOriginal(head: Head): OriginRecord | null {
  return isBare(head) ? readOriginRecord(head) : null;
}

/** Whether a record holds no header of the application, but only what a share group's broker says of it. */
export function isBare({ headers }: Head): boolean {
  return headers.length > 0 && headers.every(({ name }) => name.startsWith(bare));
}

/** Kafka allows these characters and no more than 249 of them. */
function isTopic(name: string): boolean {
  return /^[\w.-]{1,249}$/.test(name) && !name.startsWith("__");
}
