import type { FailedMessage } from "../failures/failure.ts";
import { headerText } from "../failures/read-header.ts";
import { frontJson, textAt } from "../failures/read-json.ts";
import type { EventTypeSpec, Style } from "./event-type.ts";

const cloudEvents = ["ce-specversion", "ce_specversion", "cloudEvents:specversion", "cloudEvents_specversion"];

/** Pure. What redrive.yaml says of this type, else what the envelope says; null: neither does. MassTransit's urns name a type, and not which of the two it is. */
export function styleOf(message: FailedMessage, eventType: string | null, types: readonly EventTypeSpec[]): Style | null {
  const told = types.find(({ name }) => name === eventType);
  if (told) return told.kind;
  const intent = headerText(message, "NServiceBus.MessageIntent");
  if (intent === "Send") return "command";
  if (intent === "Publish") return "event";
  const isCloudEvent = textAt(frontJson(message), "specversion") !== null && textAt(frontJson(message), "source") !== null;
  return isCloudEvent || cloudEvents.some((name) => headerText(message, name) !== null) ? "event" : null;
}
