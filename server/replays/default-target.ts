import { isDeepStrictEqual } from "node:util";
import type { Place } from "../access/permissions.ts";
import type { Config, QueueConfig } from "../config/config.ts";
import { findSource, matchQueue } from "../config/find.ts";

/**
 * Where a replay of messages from these queues goes unless somebody chooses: the `target` of the configuration where it is the same for all of them,
 * otherwise the queue that each failed in.
 */
export function defaultTarget(config: Config, places: readonly Place[]): QueueConfig["target"] {
  const [first, ...others] = places.map(({ source: name, queue }) => {
    const source = findSource(config, name);
    return source ? matchQueue(source, queue)?.target : undefined;
  });
  return first && others.every((other) => isDeepStrictEqual(other, first)) ? first : { to: "failed_queue" };
}
