import { hash, randomUUID } from "node:crypto";
import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from "@aws-sdk/client-sqs";
import type { Outcome, Outgoing } from "../broker.ts";
import { isMissing, isRefusal } from "./errors.ts";
import { attributesOf, maxAttributes } from "./head.ts";
import type { QueueUrls } from "./queue-urls.ts";

const perRequest = 10;
/** SQS takes this many bytes in one message, and in one batch together. */
const maxBytes = 1_048_576;
const attributeName = /^(?!(?:aws|amazon)\.)[\w-]+(?:\.[\w-]+)*$/i;
/** XML's characters: SQS refuses the others. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

interface Waiting {
  readonly entry: Omit<SendMessageBatchRequestEntry, "Id">;
  readonly bytes: number;
  readonly body: string;
  readonly done: (outcome: Outcome) => void;
}

/** Sends one by one as they are asked for, together where several wait for the same queue. */
export class Publisher {
  readonly #client: SQSClient;
  readonly #urls: QueueUrls;
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(client: SQSClient, urls: QueueUrls) {
    this.#client = client;
    this.#urls = urls;
  }

  publish(queue: string, message: Outgoing): Promise<Outcome> {
    const prepared = prepare(queue, message);
    if ("refused" in prepared) return Promise.resolve({ state: "refused", reason: prepared.refused });
    return new Promise((done) => {
      const waiting = this.#waiting.get(queue) ?? [];
      waiting.push({ ...prepared, done });
      if (waiting.length > 1) return;
      this.#waiting.set(queue, waiting);
      setImmediate(() => {
        this.#waiting.delete(queue);
        for (const part of parts(waiting)) void this.#send(queue, part);
      });
    });
  }

  async #send(queue: string, part: readonly Waiting[]): Promise<void> {
    try {
      const QueueUrl = await this.#urls.get(queue);
      const Entries = part.map(({ entry }, index) => ({ Id: String(index), ...entry }));
      const { Successful = [], Failed = [] } = await this.#client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      part.forEach(({ body, done }, index) => {
        const sent = Successful.find(({ Id }) => Id === String(index));
        const failed = Failed.find(({ Id }) => Id === String(index));
        if (sent)
          done(
            sent.MD5OfMessageBody === hash("md5", body)
              ? { state: "confirmed", ref: sent.MessageId ?? null }
              : { state: "unknown", reason: "SQS stored another body than was sent." },
          );
        else if (failed?.SenderFault)
          done({ state: "refused", reason: `SQS refused it: ${failed.Message ?? failed.Code ?? "no reason given"}` });
        else done({ state: "unknown", reason: `SQS failed while taking it: ${failed?.Code ?? "no word of it"}` });
      });
    } catch (error) {
      const outcome = outcomeOf(queue, error);
      for (const { done } of part) done(outcome);
    }
  }
}

function outcomeOf(queue: string, error: unknown): Outcome {
  const told = error instanceof Error ? error.name : "no word of it";
  if (isMissing(error)) return { state: "returned", reason: `There is no queue "${queue}".` };
  if (isRefusal(error)) return { state: "refused", reason: `SQS refused it: ${told}.` };
  return { state: "unknown", reason: `The connection to SQS was lost before it answered: ${told}.` };
}

function prepare(queue: string, { head, body }: Outgoing): Omit<Waiting, "done"> | { readonly refused: string } {
  if (body === null || body.length === 0) return { refused: "SQS takes no empty body." };
  const text = Buffer.from(body).toString("utf8");
  if (!Buffer.from(text, "utf8").equals(body)) return { refused: "The body is not UTF-8, and SQS takes nothing else." };
  if (forbidden.test(text)) return { refused: "The body holds control characters that SQS does not take." };
  const { attributes, group, head: decoded } = attributesOf(head);
  if (decoded.problem) return { refused: decoded.problem };
  const count = Object.keys(attributes).length;
  if (count > maxAttributes)
    return { refused: `It has ${count} attributes with those of the replay; SQS takes ${maxAttributes}. Remove one by an edit.` };
  const misnamed = Object.keys(attributes).find((name) => name.length > 256 || !attributeName.test(name));
  if (misnamed !== undefined)
    return {
      refused: `SQS takes no attribute "${misnamed}": letters, digits, _ - and single dots within, up to 256, not beginning with AWS.`,
    };
  const bytes =
    body.length +
    Object.entries(attributes).reduce(
      (sum, [name, { DataType, StringValue, BinaryValue }]) =>
        sum + name.length + (DataType?.length ?? 0) + Buffer.byteLength(StringValue ?? "") + (BinaryValue?.length ?? 0),
      0,
    );
  if (bytes > maxBytes) return { refused: `It is ${bytes} bytes with its attributes; SQS takes ${maxBytes}.` };
  const fifo = queue.endsWith(".fifo")
    ? { MessageGroupId: group ?? "redrive", MessageDeduplicationId: `redrive-${randomUUID()}` }
    : group
      ? { MessageGroupId: group }
      : {};
  return { body: text, bytes, entry: { MessageBody: text, MessageAttributes: attributes, ...fifo } };
}

function* parts(waiting: readonly Waiting[]): Generator<readonly Waiting[]> {
  let part: Waiting[] = [];
  let bytes = 0;
  for (const one of waiting) {
    if (part.length === perRequest || (part.length > 0 && bytes + one.bytes > maxBytes)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(one);
    bytes += one.bytes;
  }
  if (part.length > 0) yield part;
}
