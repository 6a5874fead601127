import type { OriginRecord } from "../failures/origin-record.ts";
import type { Partitions } from "../sources/log.ts";
import { listWords } from "../text/list.ts";
import { askEach, idOf } from "./ask-each.ts";
import type { Candidate, LogPlace } from "./candidate.ts";
import type { Asking } from "./check.ts";
import { numberText } from "../text/numbers.ts";

/** By source and topic; what a broker does not tell is missing. */
export type TopicPartitions = ReadonlyMap<string, Partitions>;

/** A record's topic as it is divided now, in data that can be written down. */
export type Divided = { readonly topic: string; readonly partitions: number };

const mostTopics = 3;

/** How the topics are divided that the candidates would go to. */
export function readPartitions(ctx: Asking, candidates: readonly Candidate[]): Promise<TopicPartitions> {
  const topics = candidates.flatMap((one) => {
    const topic = topicOf(one);
    return one.log && topic !== null ? [[one.source, topic] as const] : [];
  });
  return askEach(topics, ([source, topic]) => ctx.brokers.get(source).log?.partitions(topic));
}

export function partitionsOf(facts: TopicPartitions, candidate: Candidate): Partitions | null {
  return facts.get(idOf([candidate.source, topicOf(candidate) ?? ""])) ?? null;
}

/** The topic that it would go to; null: not known. */
function topicOf({ message }: Candidate): string | null {
  const destination = message?.way?.destination;
  return destination?.to === "queue" ? destination.queue : null;
}

/** It goes to the topic that it came from. */
export function goesBack(place: LogPlace): place is LogPlace & { readonly record: OriginRecord; readonly topic: string } {
  return place.record !== null && place.record.topic === place.topic;
}

/** "orders has 6 partitions now". */
export function dividedWords(all: readonly Divided[]): string {
  const counts = new Map(all.map(({ topic, partitions }) => [topic, partitions]));
  const words = [...counts].map(([topic, n]) => `${topic} has ${numberText(n)} ${n === 1 ? "partition" : "partitions"} now`);
  return listWords(words.slice(0, mostTopics));
}
