import type { HeadField } from "../port.ts";

/** Properties that a replay never sends again, each with the reason. */
const properties: Readonly<Record<string, string>> = {
  "user-id": "RabbitMQ refuses a message that names another user than the one that publishes it.",
  expiration: "The message would expire again and go straight back to the dead-letter queue.",
};

const history = "The broker writes it at each death; sent again it would forge a history that brokers and consumers act on.";
const counter = "A queue counts deliveries in it; sent again the message would start with them already spent.";
const routing = "RabbitMQ would send a copy to each queue it names, also when publishing to one queue.";

const death = /^x-(?:death|(?:first|last)-death-(?:queue|reason|exchange))$/;
const headers: readonly (readonly [pattern: RegExp, why: string])[] = [
  [death, history],
  [/^x-(delivery|acquired)-count$/, counter],
  [/^x-stream-offset$/, "It is the position in a stream that the message has left."],
  [/^x-opt-/, "It is an annotation of the broker, not of the producer."],
  [/^B?CC$/, routing],
];

/** What the protocol forbids to send again, of the names that a message carries; its deaths stay where an operator wants them. */
export function stripsOf(
  propertyNames: readonly string[],
  headerNames: readonly string[],
  keepDeaths: boolean,
): (HeadField & { why: string })[] {
  const found: (HeadField & { why: string })[] = [];
  for (const name of propertyNames) if (Object.hasOwn(properties, name)) found.push({ of: "property", name, why: properties[name] ?? "" });
  for (const name of headerNames) {
    if (keepDeaths && death.test(name)) continue;
    const why = headers.find(([pattern]) => pattern.test(name))?.[1];
    if (why !== undefined) found.push({ of: "header", name, why });
  }
  return found;
}
