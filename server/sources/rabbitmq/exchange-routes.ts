import type { ManagedBinding, ManagedExchange, ManagedQueue } from "./management.ts";

export interface Routes {
  readonly queues: readonly ManagedQueue[];
  readonly exchanges: readonly ManagedExchange[];
  readonly bindings: readonly ManagedBinding[];
}

/** The queues that an exchange reaches with a key; with null, those that it reaches with any key. Exchanges behind it are followed. */
export function routesTo(routes: Routes, exchange: string, key: string | null): readonly string[] {
  const found = new Set<string>();
  follow(routes, exchange, key, found, new Set());
  return [...found];
}

function follow(routes: Routes, exchange: string, key: string | null, found: Set<string>, seen: Set<string>): void {
  if (seen.has(exchange)) return;
  seen.add(exchange);
  if (exchange === "") {
    if (key !== null && routes.queues.some((queue) => queue.name === key)) found.add(key);
    return;
  }
  const known = routes.exchanges.find((candidate) => candidate.name === exchange);
  if (known === undefined) return;
  const matching = routes.bindings.filter((binding) => binding.source === exchange && takes(known.type, binding, key));
  for (const { destination, destination_type } of matching) {
    if (destination_type === "queue") found.add(destination);
    else follow(routes, destination, key, found, seen);
  }
  const alternate = known.arguments?.["alternate-exchange"];
  if (matching.length === 0 && typeof alternate === "string") follow(routes, alternate, key, found, seen);
}

/** A headers exchange goes by headers, and the other types are unknown: both may take any key. */
function takes(type: string, binding: ManagedBinding, key: string | null): boolean {
  if (key === null) return true;
  if (type === "direct") return binding.routing_key === key;
  return type === "topic" ? topicTakes(binding.routing_key, key) : true;
}

/** AMQP topic patterns: `*` is one word, `#` any number of them. */
export function topicTakes(pattern: string, key: string): boolean {
  const words = key === "" ? [] : key.split(".");
  // reachable[n]: the pattern so far can have used up the first n words.
  let reachable = [true, ...words.map(() => false)];
  for (const part of pattern === "" ? [] : pattern.split(".")) {
    const before = reachable;
    if (part === "#") reachable = before.map((_, at) => before.slice(0, at + 1).includes(true));
    else reachable = before.map((_, at) => at > 0 && before[at - 1] === true && (part === "*" || part === words[at - 1]));
  }
  return reachable[words.length] === true;
}
