import { BrokerError, type Outcome, type Outgoing, type Target } from "../port.ts";
import { errorText, type Scrub } from "./errors.ts";
import { rabbitmqCodec, unpackHead } from "./head.ts";
import { nack } from "./lane.ts";
import type { Look } from "./look.ts";
import type { Publisher } from "./publisher.ts";
import type { Router } from "./route.ts";

/** `attempt` null: nobody asks for this send again. */
type Send = (target: Target, message: Outgoing, attempt: string | null) => Promise<Outcome>;

/** Sends one message with its properties as they came. Never rejects. */
export function createSend({ publisher, router, look, scrub }: { publisher: Publisher; router: Router; look: Look; scrub: Scrub }): Send {
  return async (target, { body, head }, attempt) => {
    const raw = unpackHead(head);
    const problem = rabbitmqCodec.problemOf({ head, body });
    if (raw === null || body === null || problem) return { state: "refused", reason: `Not sent: ${problem?.text ?? ""}` };
    try {
      const sendOnce = async () => publisher.send({ ...(await router.resolve(target, head)), properties: raw.properties, body, attempt });
      const first = await sendOnce();
      if (target.to === "exchange") return first.outcome;
      if (first.outcome === nack) return await nackOf(target.queue, attempt, look);
      if (!first.exchangeMissing) return first.outcome;
      // The queue was deleted, and perhaps recreated, after the way to it was made.
      router.forget(target.queue);
      return first.outcome.state === "returned" ? (await sendOnce()).outcome : first.outcome;
    } catch (error) {
      if (error instanceof BrokerError && error.code === "missing") return { state: "returned", reason: error.message };
      const invalid = error instanceof BrokerError && error.code === "invalid";
      return { state: invalid ? "refused" : "not_sent", reason: scrub(errorText(error)) };
    }
  };
}

/** One queue alone was sent to, unless headers of a released message name others. */
async function nackOf(queue: string, attempt: string | null, look: Look): Promise<Outcome> {
  if (attempt === null || !(await look.rejectsWhenFull(queue))) return nack;
  return { state: "not_sent", reason: `Queue "${queue}" is full, and its overflow is reject-publish.` };
}
