import type { TopologyWarning } from "../port.ts";
import { deliveryLimit, numberSetting, textSetting } from "./delivery-limit.ts";
import { type Routes, routesTo } from "./exchange-routes.ts";
import type { ManagedQueue } from "./management.ts";

interface Surroundings extends Routes {
  readonly version: number;
}

/** What would lose or double messages at this queue, in plain words. */
export function queueWarnings(queue: ManagedQueue, around: Surroundings, dead: boolean): readonly TopologyWarning[] {
  const exchange = textSetting(queue, "dead-letter-exchange");
  const found = exchange === null ? withoutExchange(queue, around, dead) : withExchange(queue, exchange, around);
  return dead ? [...found, ...keeping(queue)] : found;
}

function withoutExchange(queue: ManagedQueue, { version }: Surroundings, dead: boolean): TopologyWarning[] {
  const limit = deliveryLimit(queue, version);
  if (limit === null || dead) return [];
  const text = `Quorum queue "${queue.name}" has no dead-letter exchange: after ${limit} returns a message is dropped for good.`;
  return [{ code: "quorum_without_exchange", severity: "warn", text, mend: null }];
}

function withExchange(queue: ManagedQueue, exchange: string, around: Surroundings): TopologyWarning[] {
  const key = textSetting(queue, "dead-letter-routing-key");
  if (exchange !== "" && !around.exchanges.some(({ name }) => name === exchange)) {
    const text = `The dead-letter exchange "${exchange}" of "${queue.name}" does not exist: every message that dies there is lost.`;
    return [{ code: "exchange_missing", severity: "bad", text, mend: `Declare the exchange "${exchange}" and bind a queue to it.` }];
  }
  if (routesTo(around, exchange, key ?? (exchange === "" ? queue.name : null)).length === 0) {
    const with_ = key === null ? "" : ` with key "${key}"`;
    const text = `The dead-letter exchange "${exchange}" of "${queue.name}" routes nowhere${with_}: every message that dies there is lost.`;
    return [{ code: "exchange_unrouted", severity: "bad", text, mend: `Bind a queue to the exchange "${exchange}"${with_}.` }];
  }
  return [...unroutedKeys(queue, exchange, key, around), ...strategy(queue), ...cycles(queue, around)];
}

/** Keys that messages carry into the queue, but that its dead-letter exchange does not route. */
function unroutedKeys(queue: ManagedQueue, exchange: string, key: string | null, around: Surroundings): TopologyWarning[] {
  if (key !== null || exchange === "") return [];
  const warnings: TopologyWarning[] = [];
  const mend = (lost: string) => `Bind a queue to "${exchange}" with key "${lost}", or set a dead-letter-routing-key on "${queue.name}".`;
  const into = around.bindings.filter((binding) => binding.source !== "" && binding.destination === queue.name);
  for (const { source, routing_key: lost } of into) {
    const type = around.exchanges.find(({ name }) => name === source)?.type;
    const exact = type === "direct" || (type === "topic" && !/[*#]/.test(lost));
    if (!exact || routesTo(around, exchange, lost).length > 0) continue;
    const text = `Messages reach "${queue.name}" with key "${lost}", which its dead-letter exchange "${exchange}" routes nowhere: they are lost when they die.`;
    warnings.push({ code: "key_unrouted", severity: "bad", text, mend: mend(lost) });
  }
  if (routesTo(around, exchange, queue.name).length === 0) {
    const text =
      `A message sent to "${queue.name}" by its name alone, as Shovel and most tools do, is lost at its second death: the dead-letter ` +
      `exchange "${exchange}" does not route that name. Redrive keeps the original key.`;
    warnings.push({ code: "name_unrouted", severity: "info", text, mend: mend(queue.name) });
  }
  return warnings;
}

function strategy(queue: ManagedQueue): TopologyWarning[] {
  if (queue.type !== "quorum") return [];
  const atLeastOnce = textSetting(queue, "dead-letter-strategy") === "at-least-once";
  if (atLeastOnce && textSetting(queue, "overflow") === "reject-publish") return [];
  const text = atLeastOnce
    ? `Queue "${queue.name}" asks for at-least-once dead-lettering, but without overflow reject-publish it is at most once.`
    : `Queue "${queue.name}" dead-letters at most once: a message can be lost on its way when a node fails.`;
  const mend = 'Set dead-letter-strategy "at-least-once" and overflow "reject-publish" by policy.';
  return [{ code: "at_most_once", severity: atLeastOnce ? "warn" : "info", text, mend }];
}

/** Before 4.0 the broker takes a second round through two wait queues for an endless loop. */
function cycles(queue: ManagedQueue, around: Surroundings): TopologyWarning[] {
  if (around.version >= 4) return [];
  const waits = (name: string) => around.queues.some((other) => other.name === name && numberSetting(other, "message-ttl") !== null);
  const next = (name: string): readonly string[] => {
    const from = around.queues.find((other) => other.name === name);
    const exchange = from === undefined ? null : textSetting(from, "dead-letter-exchange");
    if (from === undefined || exchange === null) return [];
    return routesTo(around, exchange, textSetting(from, "dead-letter-routing-key"));
  };
  const seen = new Set<string>();
  const loops = (name: string, waited: number): boolean =>
    next(name).some((to) => {
      if (to === queue.name) return waited >= 2;
      if (seen.has(to)) return false;
      seen.add(to);
      return loops(to, waited + (waits(to) ? 1 : 0));
    });
  if (waits(queue.name) || !loops(queue.name, 0)) return [];
  const text = `Retries of "${queue.name}" go round through two wait queues. This version of RabbitMQ takes the second round for an endless loop and drops the message.`;
  return [{ code: "cycle_dropped", severity: "bad", text, mend: "Retry through one wait queue, or use RabbitMQ 4." }];
}

/** Where dead letters do not stay until they are taken. */
function keeping(queue: ManagedQueue): TopologyWarning[] {
  const warnings: TopologyWarning[] = [];
  const goesOn = textSetting(queue, "dead-letter-exchange") !== null;
  const ttl = numberSetting(queue, "message-ttl");
  if (ttl !== null && !goesOn) {
    const text = `Dead letters in "${queue.name}" are lost after ${Math.round(ttl / 1000)} s (message-ttl).`;
    warnings.push({ code: "dead_letters_expire", severity: "warn", text, mend: `Remove message-ttl from "${queue.name}".` });
  }
  const most = numberSetting(queue, "max-length");
  if (most !== null && !goesOn && !(textSetting(queue, "overflow") ?? "").startsWith("reject")) {
    const text = `"${queue.name}" keeps ${most} messages: the oldest dead letter is lost for each one beyond.`;
    warnings.push({ code: "dead_letters_overflow", severity: "warn", text, mend: `Remove max-length from "${queue.name}".` });
  }
  if (queue.durable === false) {
    const text = `"${queue.name}" is not durable: its dead letters are lost when the broker restarts.`;
    warnings.push({ code: "dead_letters_transient", severity: "warn", text, mend: null });
  }
  return warnings;
}
