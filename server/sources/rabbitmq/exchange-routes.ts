import type { ManagedBinding, ManagedExchange, ManagedQueue } from "./management.ts";

export interface Routes {
  readonly queues: readonly ManagedQueue[];
  readonly exchanges: readonly ManagedExchange[];
  readonly bindings: readonly ManagedBinding[];
}

/** The queues that an exchange reaches with a key; with null, those that it reaches with any key. Exchanges behind it are followed. */
export function routesTo(routes: Routes, exchange: string, key: string | null): readonly string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const follow = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    const { queues, exchanges } = nextHops(routes, name, key);
    for (const queue of queues) found.add(queue);
    exchanges.forEach(follow);
  };
  follow(exchange);
  return [...found];
}

/** Where a message with this key goes from one exchange. */
function nextHops(
  routes: Routes,
  exchange: string,
  key: string | null,
): { readonly queues: readonly string[]; readonly exchanges: readonly string[] } {
  if (exchange === "") return { queues: routes.queues.flatMap(({ name }) => (name === key ? [name] : [])), exchanges: [] };
  const known = routes.exchanges.find(({ name }) => name === exchange);
  if (known === undefined) return { queues: [], exchanges: [] };
  const matching = routes.bindings.filter((binding) => binding.source === exchange && takes(known.type, binding, key));
  const alternate = known.arguments?.["alternate-exchange"];
  if (matching.length === 0) return { queues: [], exchanges: typeof alternate === "string" ? [alternate] : [] };
  const to = (type: ManagedBinding["destination_type"]) =>
    matching.filter(({ destination_type }) => destination_type === type).map(({ destination }) => destination);
  return { queues: to("queue"), exchanges: to("exchange") };
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
