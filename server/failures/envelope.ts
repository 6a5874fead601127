import { cleanOrNull, textOf } from "../text/clean.ts";
import { heldEvent, wrappedEvent } from "./envelope-presets.ts";
import { caps } from "./evidence.ts";
import type { Envelope, FailedMessage, FailureRules } from "./failure.ts";
import { headerText, propertyText } from "./read-header.ts";
import { at, frontJson, parseJson, scalarText } from "./read-json.ts";
import { remember } from "./remember.ts";
import { timeOf } from "../text/time.ts";

const noFields: readonly (keyof Envelope)[] = ["eventId", "eventType", "key", "version", "sequence", "producedAt"];

/**
 * The business event inside the message. A field with a configured path is read there and nowhere else; the others from the first usual
 * envelope that fits. `inner` is the event that a framework wraps in a body of its own, when it does. Numbers keep their digits.
 */
export function readEnvelope(message: FailedMessage, rules: FailureRules, inner: Uint8Array | null): Envelope {
  const json = inner === null ? frontJson(message) : parseJson(textOf(inner) ?? "");
  const preset = noFields.every((field) => rules.envelope[field] !== undefined) ? {} : (wrappedEvent(json, message) ?? {});
  const read = (field: keyof Envelope): string | null => {
    const path = rules.envelope[field];
    return cleanOrNull((path === undefined ? preset[field] : readPath(path, json, message)) ?? null, caps.name);
  };
  return {
    eventId: read("eventId"),
    eventType: read("eventType"),
    key: read("key") ?? keyOf(message, rules),
    version: read("version"),
    sequence: read("sequence"),
    producedAt: timeOf(read("producedAt")),
  };
}

/** The broker's own partition or grouping key, where the event names none. */
function keyOf({ head }: FailedMessage, rules: FailureRules): string | null {
  return head.key && rules.envelope.key === undefined ? cleanOrNull(textOf(head.key), caps.name) : null;
}

/** "$.a.b[0]" in the body, else in the event that a framework's body holds; "header:name" or "property:name" in the head. */
function readPath(path: string, json: unknown, message: FailedMessage): string | null {
  if (path.startsWith("header:")) return headerText(message, path.slice("header:".length));
  if (path.startsWith("property:")) return propertyText(message, path.slice("property:".length));
  const steps = stepsOf(path);
  return scalarText(at(json, ...steps)) ?? scalarText(at(heldEvent(json), ...steps));
}

const stepsOf = remember((path): readonly string[] =>
  [...path.replace(/^\$/, "").matchAll(/\[(?:"([^"]*)"|'([^']*)'|(\d+))\]|([^.[\]]+)/g)].map(
    ([, double, single, index, name]) => double ?? single ?? index ?? name ?? "",
  ),
);
