import type { FoundQueue } from "../port.ts";

/**
 * Names that frameworks give to dead-letter topics, with the topic that they come from where the name tells it: Spring Kafka (`-dlt`, before 3.3
 * `.DLT`), Spring Cloud Stream (`error.<topic>.<group>`), and what people write by hand.
 */
const grammars: readonly RegExp[] = [
  /^(?<origin>.+?)[-._](?:dlt|dlq|dead[-._]?letters?|deadletter|poison|parking[-._]?lot)$/i,
  /^error\.(?<origin>.+)\.[^.]+$/,
  /^(?:dlq|dlt|dead[-._]?letters?|deadletter)[-._](?<origin>.+)$/i,
  /(?:^|[-._])(?:dlt|dlq|dead[-._]?letters?|deadletter)(?:$|[-._])/i,
];

/** Retry topics of Spring (`-retry`, `-retry-0`, `-retry-1000-1`), SmallRye, Wolverine, kafkajs-async-retry: a message in them is not dead yet. */
const retry = /[-._]retry(?:[-._][0-9]+(?:ms|s|m|h)?){0,2}$/i;

/** What a topic is by its name; an origin counts only where such a topic is there. */
export function roleOf(name: string, topics: ReadonlySet<string>): Pick<FoundQueue, "role" | "origins"> {
  if (retry.test(name)) return { role: "other", origins: null };
  const matched = grammars.map((grammar) => grammar.exec(name)).find((match) => match !== null);
  if (!matched) return { role: "other", origins: null };
  const origin = matched.groups?.["origin"];
  if (origin !== undefined && topics.has(origin)) return { role: "dead_letter", origins: [origin] };
  return { role: "named_like_one", origins: null };
}

/** Topics that tools keep for themselves. Names of Connect's are chosen by whoever runs it; these are those of its examples and images. */
const internal: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[-._])connect[-._](?:configs?|offsets?|status(?:es)?)$/i, "an internal topic of Kafka Connect"],
  [/-(?:changelog|repartition)$/, "an internal topic of Kafka Streams"],
  [/^mm2-|\.checkpoints\.internal$/, "an internal topic of MirrorMaker"],
  [/^_/, "an internal topic of a tool"],
];

/** What a topic is that has the role "other", in a sentence. `live`: topics that have a dead-letter topic of their own. */
export function natureOf(name: string, live: ReadonlySet<string>): string {
  if (retry.test(name)) return "It looks like a retry topic: a message in it is tried again, and is not dead yet.";
  const found = internal.find(([pattern]) => pattern.test(name));
  if (found) return `It looks like ${found[1]}: its records are no dead letters.`;
  if (live.has(name)) return "It is a live topic: another topic holds its dead letters.";
  return "Its name does not say that it holds dead letters: it may be a live topic.";
}

/** Configured dead-letter topics that are not there although their origin is, by that origin. A glob names none. */
export function missingTopics(configured: readonly string[], topics: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const missing = new Map<string, readonly string[]>();
  for (const name of configured) {
    if (topics.has(name) || name.includes("*")) continue;
    for (const origin of roleOf(name, topics).origins ?? []) missing.set(origin, [...(missing.get(origin) ?? []), name]);
  }
  return missing;
}
