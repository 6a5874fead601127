import { globMatches } from "../text/glob.ts";
import type { Config, QueueConfig, SourceConfig } from "./config.ts";

/** The entry of a source's `queues` that speaks for a queue: its exact name, else the first glob that matches. null: not watched. */
export function matchQueue(source: SourceConfig, name: string): QueueConfig | null {
  return source.queues.find((queue) => queue.name === name) ?? source.queues.find((queue) => globMatches(queue.name, name)) ?? null;
}

/** A configured source by name; null when it is no longer configured. */
export function findSource(config: Config, name: string): SourceConfig | null {
  return config.sources.find((source) => source.name === name) ?? null;
}
