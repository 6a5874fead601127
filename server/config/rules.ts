import { z } from "zod";
import { categories } from "../failures/failure.ts";
import { names, text } from "../sources/source-kind.ts";

const example = (description: string, one: string) => text.meta({ description, examples: [one] });

const envelope = z.union([
  z.enum(["cloudevents", "flat"]),
  names({
    eventId: example("Place of the id of the event.", "$.meta.id"),
    eventType: example("Place of the type of the event.", "$.meta.type"),
    key: example("Place of the key: an order number, a customer. Replays keep the order of messages with the same key.", "$.order.id"),
    version: example("Place of the version of the event's schema.", "$.meta.version"),
    sequence: example("Place of the number that counts the events of one key.", "$.meta.sequence"),
    producedAt: example("Place of the time at which the event was produced.", "$.meta.time"),
  }).partial(),
]);

const headers = names({
  errorType: example("Header with the type of the error.", "error-type"),
  errorText: example("Header with the text of the error.", "error-message"),
  stack: example("Header with the stack trace.", "error-stack"),
  attempts: example("Header with the number of tries.", "delivery-attempts"),
  retries: example("Header with the number of retries: tries without the first one.", "retry-count"),
  failedAt: example("Header with the time of the failure.", "failed-at"),
  originQueue: example("Header with the queue where the message failed.", "origin-queue"),
  handler: example("Header with the handler that failed.", "handler"),
}).partial();

const category = names({
  errorType: text.optional().meta({
    description: "Words in the type of the error; with `*`, which stands for anything, a pattern for all of it.",
    examples: ["*CardDeclined"],
  }),
  errorText: text
    .optional()
    .meta({ description: "The same for the text of the error. Where both are given, both must match.", examples: ["card declined"] }),
  category: z.enum(categories).describe("The category of errors that match."),
});

const downstream = names({
  name: text.meta({ description: "Name to show.", examples: ["payment-gateway"] }),
  match: text.meta({
    description: "Words in the text or type of an error, or in a frame of its stack; with `*` a pattern for all of it.",
    examples: ["payment"],
  }),
});

const target = z.union([
  z.enum(["failed_queue", "origin"]),
  names({ queue: text.meta({ description: "The queue or topic.", examples: ["invoices.retry"] }) }),
]);

/** Settings that a source gives to all of its queues, and that one entry of `queues` may set for itself. */
export const rules = {
  envelope: envelope.optional().meta({
    description:
      "How a message says which event it is. `flat`: the fields eventId, eventType, aggregateId, version, sequenceNumber and timestamp; `cloudevents`: those of CloudEvents; or a mapping with the place of each: `$.meta.id` or `$.items[0].id` in the body, `header:name` or `property:name`. Left out: Redrive looks for the usual fields.",
    examples: ["cloudevents", { eventId: "$.meta.id" }],
  }),
  headers: headers.optional().meta({
    description: "Headers in which your own code writes why a message failed. Frameworks that Redrive knows need none.",
    examples: [{ errorType: "error-type", errorText: "error-message" }],
  }),
  categories: z
    .array(category)
    .optional()
    .meta({
      description: "Categories of your own errors. They come before the rules of Redrive; the first that matches counts.",
      examples: [[{ errorType: "*CardDeclined", category: "validation" }]],
    }),
  ownCode: z
    .array(text)
    .optional()
    .meta({ description: "How the names of your own code begin: its frames stand out in a stack trace.", examples: [["com.shop."]] }),
  downstreams: z
    .array(downstream)
    .optional()
    .meta({
      description: "Systems that your consumers call. A failure that names one is counted for it.",
      examples: [[{ name: "payment-gateway", match: "payment" }]],
    }),
  target: target.optional().meta({
    description:
      "Where replays go unless a person chooses: `failed_queue`, the queue where the message failed; `origin`, the exchange that it was first published to; or a queue by name. Left out: `failed_queue`.",
    examples: ["origin", { queue: "invoices.retry" }],
  }),
};
