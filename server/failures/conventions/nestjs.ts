import { newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { at, bodyJson, rawAt, scalarText } from "../read-json.ts";

/** NestJS's RabbitMQ transport carries no failure at all; its body `{ pattern, data }` names the handler. */
export function readNestJs(message: FailedMessage): Evidence | null {
  const body = bodyJson(message);
  const pattern = at(body, "pattern");
  if (pattern === undefined || at(body, "data") === undefined || !isPacket(body)) return null;
  return newEvidence("NestJS", { origin: newOrigin({ handler: scalarText(pattern) ?? rawAt(body, "pattern") }) });
}

/** Of `ReadPacket` and `IncomingRequest` in packages/microservices/interfaces/packet.interface.ts; an event of the shop's own has other fields too. */
function isPacket(body: unknown): boolean {
  return Object.keys(body ?? {}).every((name) => ["pattern", "data", "id", "options"].includes(name));
}
