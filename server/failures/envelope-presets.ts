import type { EventFields, FailedMessage } from "./failure.ts";
import { argumentOf, readTask, taskInBody } from "./celery-task.ts";
import { isJob } from "./conventions/job.ts";
import { headerText, namesFrom, propertyText } from "./read-header.ts";
import { textOf } from "../text/clean.ts";
import { at, parseJson, textAt } from "./read-json.ts";

/**
 * The event in the usual envelopes, without configuration: the event itself, else the one that a framework's body holds, else what that
 * body or the headers say of it. null: no envelope that is known.
 */
export function wrappedEvent(json: unknown, message: FailedMessage): EventFields | null {
  return (
    jobEvent(json, message) ??
    plainEvent(json) ??
    cloudEvent(json) ??
    celeryTask(message) ??
    frameworkBody(json) ??
    cloudHeaders(message) ??
    frameworkHeaders(message) ??
    messageProperties(message)
  );
}

/** The event that a job was made of; what that does not tell, its row does. */
function jobEvent(json: unknown, message: FailedMessage): EventFields | null {
  if (!isJob(message)) return null;
  const own = event(json);
  return {
    ...own,
    eventId: own?.eventId ?? headerText(message, "job-id"),
    eventType: own?.eventType ?? headerText(message, "job-type"),
    producedAt: own?.producedAt ?? headerText(message, "job-created"),
  };
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
    plainEvent(heldEvent(json)) ?? {
      eventId: textAt(json, "id"),
      eventType: textAt(json, "type"),
      key: textAt(json, "partitionkey") ?? textAt(json, "subject"),
      version: textAt(json, "dataschema"),
      sequence: textAt(json, "sequence"),
      producedAt: textAt(json, "time"),
    }
  );
}

/** The event inside a framework's body: EventBridge, CloudEvents, MassTransit, NestJS, Dramatiq, SNS, Celery. undefined: it is none of these. */
export function heldEvent(json: unknown): unknown {
  if (Array.isArray(json)) return at(json, 0, 0);
  if (at(json, "detail-type") !== undefined) return at(json, "detail");
  if (at(json, "specversion") !== undefined) return at(json, "data") ?? textInside(textAt(json, "data_base64"));
  if (at(json, "pattern") !== undefined) return at(json, "data");
  if (Array.isArray(at(json, "messageType"))) return at(json, "message");
  if (at(json, "actor_name") !== undefined) return at(json, "args", 0);
  const notice = at(json, "TopicArn") === undefined ? undefined : at(json, "Message");
  if (typeof notice === "string") return parseJson(notice);
  const task = taskInBody(json);
  return task ? argumentOf(task) : undefined;
}

/** JSON that a framework's body holds as base64. */
function textInside(base64: string | null): unknown {
  return base64 === null ? undefined : parseJson(textOf(Buffer.from(base64, "base64")) ?? "");
}

/** What the framework's own fields say of an event that is none of the shapes above. */
function frameworkBody(json: unknown): EventFields | null {
  const held = heldEvent(json);
  if (held === undefined || Array.isArray(json)) return busRecord(json);
  const own = event(held);
  if (own) return own;
  const detailType = textAt(json, "detail-type");
  if (detailType !== null) return { eventId: textAt(json, "id"), eventType: detailType, producedAt: textAt(json, "time") };
  const messageType = textAt(json, "messageType", 0)?.split(":").at(-1) ?? null;
  if (messageType !== null) return { eventId: textAt(json, "messageId"), eventType: messageType, producedAt: textAt(json, "sentTime") };
  const actor = textAt(json, "actor_name");
  if (actor !== null) return { eventId: textAt(json, "message_id"), eventType: actor };
  const pattern = textAt(json, "pattern");
  if (pattern !== null) return { eventType: pattern };
  return { eventId: textAt(json, "MessageId"), producedAt: textAt(json, "Timestamp") };
}

/** EventBridge's custom bus tells of one or more events by id and holds none. */
function busRecord(json: unknown): EventFields | null {
  const failed = at(json, "failedMessages");
  if (textAt(json, "busArn") === null || !Array.isArray(failed)) return null;
  return failed.length === 1 ? { eventId: textAt(failed[0], "eventId") } : {};
}

/** The event that a task of Celery is called with, otherwise the task itself, also where its arguments are not JSON. */
function celeryTask(message: FailedMessage): EventFields | null {
  const told = readTask(message);
  return told && (event(argumentOf(told)) ?? { eventId: told.id, eventType: told.task });
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

/** NServiceBus, Rebus and Symfony Messenger name the message's type in headers; Symfony gives it no id. */
function frameworkHeaders(message: FailedMessage): EventFields | null {
  const eventId = headerText(message, "NServiceBus.MessageId") ?? headerText(message, "rbs2-msg-id");
  const stamped = namesFrom(message, ["X-Message-Stamp-"]).length > 0 ? headerText(message, "type") : null;
  const type = headerText(message, "NServiceBus.EnclosedMessageTypes") ?? headerText(message, "rbs2-msg-type") ?? stamped;
  if (eventId === null && type === null) return null;
  return { eventId, eventType: type?.split(/[,;]/, 1)[0] ?? null };
}

/** AMQP's own names for it (0-9-1, "message-id" and "type"), whatever the body is. */
function messageProperties(message: FailedMessage): EventFields | null {
  const [eventId, eventType] = [propertyText(message, "message-id"), propertyText(message, "type")];
  if (!eventId && !eventType) return null;
  return { eventId: eventId || null, eventType: eventType || null, producedAt: propertyText(message, "timestamp") };
}
