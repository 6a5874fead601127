import type { TopologyWarning } from "../port.ts";
import { deliveryLimit, numberSetting, textSetting } from "./delivery-limit.ts";
import { type Routes, routesTo } from "./exchange-routes.ts";
import type { ManagedQueue } from "./management.ts";
import { shellWord } from "./shell-word.ts";

interface Surroundings extends Routes {
  readonly vhost: string;
  readonly version: number;
}

/**
 * What would lose or double messages at this queue, in plain words. That a dead letter would not stay in it counts only where somebody takes it for a
 * dead-letter queue: by topology, by its name or in the configuration, where applications publish to it themselves.
 */
export function queueWarnings(queue: ManagedQueue, around: Surroundings, dead: boolean): readonly TopologyWarning[] {
  const exchange = textSetting(queue, "dead-letter-exchange");
  const found = exchange === null ? withoutExchange(queue, around, dead) : withExchange(queue, exchange, around);
  return [...found, ...keeping(queue)];
}

/**
 * A warning, not a loss: until its limit is reached such a queue loses nothing, and who declares it without an exchange may mean that. So one that is not
 * watched is not listed for it.
 */
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
    const declare = `rabbitmqadmin -V ${shellWord(around.vhost)} declare exchange ${shellWord(`name=${exchange}`)} type=${key === null ? "fanout" : "direct"} durable=true`;
    return [
      {
        code: "exchange_missing",
        severity: "bad",
        text,
        mend: `${declare} && ${bindCommand(around, exchange, key ?? queue.name, queue.name)}`,
      },
    ];
  }
  if (routesTo(around, exchange, key ?? (exchange === "" ? queue.name : null)).length === 0) {
    const with_ = key === null ? "" : ` with key "${key}"`;
    const text = `The dead-letter exchange "${exchange}" of "${queue.name}" routes nowhere${with_}: every message that dies there is lost.`;
    return [{ code: "exchange_unrouted", severity: "bad", text, mend: bindCommand(around, exchange, key ?? queue.name, queue.name) }];
  }
  return [...unroutedKeys(queue, exchange, key, around), ...strategy(queue), ...cycles(queue, around)];
}

/**
 * Where the dead letters of a queue are kept from then on: the queue that the key names, the only one that the exchange reaches, or one of its own, which is
 * declared where it is not there. The default exchange has no bindings, but queues.
 */
function bindCommand(around: Surroundings, exchange: string, key: string, origin: string): string {
  const admin = `rabbitmqadmin -V ${shellWord(around.vhost)} declare`;
  const declare = (name: string) => `${admin} queue ${shellWord(`name=${name}`)} durable=true`;
  if (exchange === "") return declare(key);
  const isThere = (name: string) => around.queues.some((queue) => queue.name === name);
  const reached = routesTo(around, exchange, null);
  const known = key !== origin && isThere(key) ? key : reached.length === 1 ? reached[0] : undefined;
  const to = known ?? `${origin}.dlq`;
  const bind = `${admin} binding ${shellWord(`source=${exchange}`)} ${shellWord(`destination=${to}`)} ${shellWord(`routing_key=${key}`)}`;
  return isThere(to) ? bind : `${declare(to)} && ${bind}`;
}

/** Keys that messages carry into the queue, but that its dead-letter exchange does not route. */
function unroutedKeys(queue: ManagedQueue, exchange: string, key: string | null, around: Surroundings): TopologyWarning[] {
  if (key !== null || exchange === "") return [];
  const warnings: TopologyWarning[] = [];
  const mend = (lost: string) => bindCommand(around, exchange, lost, queue.name);
  const into = around.bindings.filter((binding) => binding.source !== "" && binding.destination === queue.name);
  for (const { source, routing_key: lost } of into) {
    const type = around.exchanges.find(({ name }) => name === source)?.type;
    const exact = type === "direct" || (type === "topic" && !/[*#]/.test(lost));
    if (!exact || routesTo(around, exchange, lost).length > 0) continue;
    const text = `Messages reach "${queue.name}" with key "${lost}", which its dead-letter exchange "${exchange}" routes nowhere: they are lost when they die.`;
    warnings.push({ code: "key_unrouted", severity: "bad", text, mend: mend(lost) });
  }
  if (routesTo(around, exchange, queue.name).length > 0) return warnings;
  if (into.length === 0) {
    const text =
      `Messages reach "${queue.name}" by its name alone, and its dead-letter exchange "${exchange}" does not route that name: ` +
      "every message that dies there is lost.";
    return [{ code: "key_unrouted", severity: "bad", text, mend: mend(queue.name) }];
  }
  const text =
    `A message sent to "${queue.name}" by its name alone, as Shovel and most tools do, is lost at its next death: the dead-letter ` +
    `exchange "${exchange}" does not route that name. Redrive keeps the original key.`;
  return [...warnings, { code: "name_unrouted", severity: "info", text, mend: mend(queue.name) }];
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
  const goesOn = textSetting(queue, "dead-letter-exchange") !== null;
  const rejects = (textSetting(queue, "overflow") ?? "").startsWith("reject");
  const warning = (code: string, text: string, mend: string | null): TopologyWarning => ({ code, severity: "warn", text, mend });
  const remove = (name: string) => `Remove ${name} from "${queue.name}".`;
  const ttl = numberSetting(queue, "message-ttl");
  const most = numberSetting(queue, "max-length");
  const bytes = numberSetting(queue, "max-length-bytes");
  const expires = numberSetting(queue, "expires");
  const warnings: (TopologyWarning | null)[] = [
    ttl !== null && !goesOn
      ? warning(
          "dead_letters_expire",
          `Dead letters in "${queue.name}" are lost after ${timeText(ttl)} (message-ttl).`,
          remove("message-ttl"),
        )
      : null,
    most !== null && !goesOn && !rejects
      ? warning(
          "dead_letters_overflow",
          `"${queue.name}" keeps ${most} messages: the oldest dead letter is lost for each one beyond.`,
          remove("max-length"),
        )
      : null,
    bytes !== null && !goesOn && !rejects
      ? warning(
          "dead_letters_overflow_bytes",
          `"${queue.name}" keeps ${bytes} bytes: the oldest dead letters are lost for what comes beyond.`,
          remove("max-length-bytes"),
        )
      : null,
    expires !== null
      ? warning(
          "queue_expires",
          `"${queue.name}" is deleted with all that is in it when nobody consumes it for ${timeText(expires)} (expires).`,
          remove("expires"),
        )
      : null,
    queue.auto_delete === true
      ? warning(
          "queue_auto_delete",
          `"${queue.name}" is deleted with all that is in it when its last consumer leaves, Redrive's too (auto-delete).`,
          null,
        )
      : null,
    queue.durable === false
      ? warning("dead_letters_transient", `"${queue.name}" is not durable: its dead letters are lost when the broker restarts.`, null)
      : null,
  ];
  return warnings.filter((found) => found !== null);
}

/** What becomes of a message that is sent to this queue, if nobody takes it from there soon. */
export function stayWarnings(queue: ManagedQueue): readonly TopologyWarning[] {
  const on = textSetting(queue, "dead-letter-exchange") === null ? "is lost" : "goes on to its dead-letter exchange";
  const ttl = numberSetting(queue, "message-ttl");
  const most = numberSetting(queue, "max-length");
  const rejects = (textSetting(queue, "overflow") ?? "").startsWith("reject");
  const warning = (code: string, text: string): TopologyWarning => ({ code, severity: "warn", text, mend: null });
  return [
    ...(ttl === null
      ? []
      : [warning("target_expires", `A message that waits in "${queue.name}" for ${timeText(ttl)} expires there and ${on} (message-ttl).`)]),
    ...(most === null || rejects
      ? []
      : [warning("target_overflows", `"${queue.name}" keeps ${most} messages: for each one beyond, the oldest ${on} (max-length).`)]),
  ];
}

function timeText(ms: number): string {
  const units = [
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "min"],
  ] as const;
  const whole = units.find(([unit]) => ms > 0 && ms % unit === 0);
  if (whole) return `${ms / whole[0]} ${whole[1]}`;
  return ms < 1_000 ? `${ms} ms` : `${Math.round(ms / 1_000)} s`;
}
