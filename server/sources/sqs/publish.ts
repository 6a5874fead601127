import { hash } from "node:crypto";
import { type BatchResultErrorEntry, SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Hints } from "../attempt.ts";
import type { Outcome, Outgoing } from "../port.ts";
import { partsOf } from "../parts.ts";
import { type Prepared, prepareEntry } from "./entry.ts";
import { blamesContent, isMissing, nameOf, notSent, notTaken } from "./errors.ts";
import { maxBytes } from "./problem.ts";
import type { QueueUrls } from "./queue-urls.ts";

const perRequest = 10;

interface Waiting extends Prepared {
  readonly done: (outcome: Outcome) => void;
}

/** Sends one by one as they are asked for, together where several wait for the same queue. */
export class Publisher {
  readonly #client: SQSClient;
  readonly #urls: QueueUrls;
  readonly #waiting = new Map<string, Waiting[]>();
  /** By FIFO queue: what is sent last. */
  readonly #last = new Map<string, Promise<void>>();

  constructor(client: SQSClient, urls: QueueUrls) {
    this.#client = client;
    this.#urls = urls;
  }

  publish(queue: string, message: Outgoing, hints?: Hints): Promise<Outcome> {
    const prepared = prepareEntry(queue, message, hints);
    if ("refused" in prepared) return Promise.resolve({ state: "refused", reason: prepared.refused });
    return new Promise((done) => {
      const waiting = this.#waiting.get(queue) ?? [];
      waiting.push({ ...prepared, done });
      if (waiting.length > 1) return;
      this.#waiting.set(queue, waiting);
      setImmediate(() => {
        this.#waiting.delete(queue);
        for (const part of partsOf(waiting, { count: perRequest, bytes: maxBytes })) this.#dispatch(queue, part);
      });
    });
  }

  /** On a FIFO queue each part waits for the one before it: overtaking would change the order. */
  #dispatch(queue: string, part: readonly Waiting[]): void {
    if (!queue.endsWith(".fifo")) return void this.#send(queue, part);
    const sending = (this.#last.get(queue) ?? Promise.resolve()).then(() => this.#send(queue, part));
    this.#last.set(queue, sending);
    void sending.then(() => this.#last.get(queue) === sending && this.#last.delete(queue));
  }

  /** Settles every promise of the part; never rejects. */
  async #send(queue: string, part: readonly Waiting[]): Promise<void> {
    const QueueUrl = await this.#urls.get(queue).catch((error: unknown) => {
      const outcome = unaddressed(queue, error);
      for (const { done } of part) done(outcome);
    });
    if (QueueUrl === undefined) return;
    try {
      const Entries = part.map(({ entry }, index) => ({ Id: String(index), ...entry }));
      const { Successful = [], Failed = [] } = await this.#client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      part.forEach(({ body, done }, index) => {
        const sent = Successful.find(({ Id }) => Id === String(index));
        if (!sent) return done(failureOf(Failed.find(({ Id }) => Id === String(index))));
        const isWhole = sent.MD5OfMessageBody === hash("md5", body);
        done(
          isWhole
            ? { state: "confirmed", ref: sent.MessageId ?? null }
            : { state: "unknown", reason: "SQS stored another body than was sent." },
        );
      });
    } catch (error) {
      // One message that SQS does not take fails the whole request, and nothing of it is sent: each is asked for by itself.
      if (part.length > 1 && blamesContent(error)) for (const one of part) await this.#send(queue, [one]);
      else for (const { done } of part) done(outcomeOf(queue, error));
    }
  }
}

/** Of one message of a request that SQS answered. */
function failureOf(failed: BatchResultErrorEntry | undefined): Outcome {
  const { Code = "", Message = Code, SenderFault = false } = failed ?? {};
  const cause = notTaken(Code);
  if (cause !== null) return { state: "not_sent", reason: cause };
  if (SenderFault) return { state: "refused", reason: `SQS refused it: ${Message || "no reason given"}` };
  return { state: "unknown", reason: `SQS failed while taking it: ${Code || "no word of it"}` };
}

/** Of messages whose queue could not be asked for: no send was tried. */
function unaddressed(queue: string, error: unknown): Outcome {
  if (isMissing(error)) return { state: "returned", reason: `There is no queue "${queue}".` };
  return { state: "not_sent", reason: notSent(error) ?? `SQS does not answer (${nameOf(error)}).` };
}

/** Of messages whose request failed. */
function outcomeOf(queue: string, error: unknown): Outcome {
  const told = nameOf(error) || "no word of it";
  if (isMissing(error)) return { state: "returned", reason: `There is no queue "${queue}".` };
  if (blamesContent(error)) return { state: "refused", reason: `SQS refused it: ${told}: ${error.message.slice(0, 500)}` };
  const cause = notSent(error);
  if (cause !== null) return { state: "not_sent", reason: cause };
  return { state: "unknown", reason: `The connection to SQS was lost before it answered: ${told}.` };
}
