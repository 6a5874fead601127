import type { EventFields } from "./envelope.ts";
import type { FailedMessage } from "./failure.ts";
import { headerText } from "./read-header.ts";
import { at, parseJson, textAt } from "./read-json.ts";

/**
 * The event in the usual envelopes, without configuration: the event itself, else the one that a framework's body holds, else what that
 * body or the headers say of it. null: no envelope that is known.
 */
export function wrappedEvent(json: unknown, message: FailedMessage): EventFields | null {
  return (
    plainEvent(json) ??
    cloudEvent(json) ??
    frameworkBody(json) ??
    celeryTask(json, message) ??
    cloudHeaders(message) ??
    frameworkHeaders(message)
  );
}

function event(json: unknown): EventFields | null {
  return plainEvent(json) ?? cloudEvent(json);
}

/** `{ eventType, eventId, timestamp, version, payload }`, with aggregateId and sequenceNumber where order matters. */
function plainEvent(json: unknown): EventFields | null {
  const eventId = textAt(json, "eventId");
  const eventType = textAt(json, "eventType");
  if (eventId === null && eventType === null) return null;
  return {
    eventId,
    eventType,
    key: textAt(json, "aggregateId"),
    version: textAt(json, "version"),
    sequence: textAt(json, "sequenceNumber"),
    producedAt: textAt(json, "timestamp"),
  };
}

function cloudEvent(json: unknown): EventFields | null {
  if (textAt(json, "specversion") === null || textAt(json, "id") === null) return null;
  return (
    plainEvent(at(json, "data")) ?? {
      eventId: textAt(json, "id"),
      eventType: textAt(json, "type"),
      key: textAt(json, "partitionkey") ?? textAt(json, "subject"),
      version: textAt(json, "dataschema"),
      sequence: textAt(json, "sequence"),
      producedAt: textAt(json, "time"),
    }
  );
}

/** EventBridge, MassTransit, NestJS, Dramatiq, SNS, Lambda's record, EventBridge's custom bus. */
function frameworkBody(json: unknown): EventFields | null {
  const detailType = textAt(json, "detail-type");
  if (detailType !== null && at(json, "detail") !== undefined) {
    return event(at(json, "detail")) ?? { eventId: textAt(json, "id"), eventType: detailType, producedAt: textAt(json, "time") };
  }
  if (Array.isArray(at(json, "messageType")) && at(json, "message") !== undefined) {
    const eventType = textAt(json, "messageType", 0)?.split(":").at(-1) ?? null;
    return event(at(json, "message")) ?? { eventId: textAt(json, "messageId"), eventType, producedAt: textAt(json, "sentTime") };
  }
  if (at(json, "pattern") !== undefined && at(json, "data") !== undefined) {
    return event(at(json, "data")) ?? { eventType: textAt(json, "pattern") };
  }
  const actor = textAt(json, "actor_name");
  if (actor !== null && at(json, "args") !== undefined) {
    return event(at(json, "args", 0)) ?? { eventId: textAt(json, "message_id"), eventType: actor };
  }
  const notice = at(json, "Message");
  if (textAt(json, "TopicArn") !== null && typeof notice === "string") {
    return event(parseJson(notice)) ?? { eventId: textAt(json, "MessageId"), producedAt: textAt(json, "Timestamp") };
  }
  const failed = at(json, "failedMessages");
  if (textAt(json, "busArn") !== null && Array.isArray(failed)) return failed.length === 1 ? { eventId: textAt(failed[0], "eventId") } : {};
  return null;
}

/** Celery's body is `[args, kwargs, embed]`; the task and its id are in the headers. */
function celeryTask(json: unknown, message: FailedMessage): EventFields | null {
  const task = headerText(message, "task");
  if (!Array.isArray(json) || task === null) return null;
  return event(at(json, 0, 0)) ?? { eventId: headerText(message, "id"), eventType: task };
}

/** CloudEvents in binary mode, by the header prefixes of the protocols. */
function cloudHeaders(message: FailedMessage): EventFields | null {
  const prefix = ["ce-", "ce_", "cloudEvents:", "cloudEvents_"].find((start) => headerText(message, `${start}id`) !== null);
  if (prefix === undefined) return null;
  const read = (name: string) => headerText(message, `${prefix}${name}`);
  return {
    eventId: read("id"),
    eventType: read("type"),
    key: read("partitionkey") ?? read("subject"),
    version: read("dataschema"),
    sequence: read("sequence"),
    producedAt: read("time"),
  };
}

/** NServiceBus and Rebus name the message and its .NET type in headers. */
function frameworkHeaders(message: FailedMessage): EventFields | null {
  const eventId = headerText(message, "NServiceBus.MessageId") ?? headerText(message, "rbs2-msg-id");
  const type = headerText(message, "NServiceBus.EnclosedMessageTypes") ?? headerText(message, "rbs2-msg-type");
  if (eventId === null && type === null) return null;
  return { eventId, eventType: type?.split(/[,;]/, 1)[0] ?? null };
}
