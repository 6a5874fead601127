import { ChangeMessageVisibilityBatchCommand, DeleteMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Preflight } from "../port.ts";
import { isDenied } from "./errors.ts";
import type { FactReader } from "./facts.ts";
import type { QueueUrls } from "./queue-urls.ts";
import { deadLetterTarget, type QueueFacts } from "./topology.ts";
import { permissionOf } from "./watch.ts";

interface Asking {
  readonly client: SQSClient;
  readonly urls: QueueUrls;
  readonly facts: FactReader;
}

/** SQS looks at the permission first, and then finds that no message has this handle. */
const Entries = [{ Id: "0", ReceiptHandle: "redrive-preflight" }];

/**
 * May Redrive take from this queue? Asks without receiving: a message that is received and cannot be removed comes back again and again, and where the
 * queue has a redrive policy of its own each receive may move it on. Rejects with the client's errors, but for denied access.
 */
export async function readPreflight(asking: Asking, queue: string): Promise<Preflight> {
  const asked = await askFacts(asking, queue);
  const missing = [...asked.missing, ...(await deniedRemovals(asking, queue))];
  if (missing.length > 0) return deniedPreflight(queue, [...new Set(missing)], asked.facts);
  const own = asked.facts && deadLetterTarget(asked.facts);
  if (!own) return { safe: true, warnings: [] };
  return {
    safe: false,
    reason: `It has a redrive policy itself: a message that is received too often moves on to ${own}, also while Redrive looks at it.`,
    mend: `aws sqs set-queue-attributes --queue-url ${queue} --attributes RedrivePolicy=`,
  };
}

async function askFacts(
  { facts }: Asking,
  queue: string,
): Promise<{ readonly facts: QueueFacts | null; readonly missing: readonly string[] }> {
  try {
    return { facts: await facts.read(queue), missing: [] };
  } catch (error) {
    const permission = isDenied(error) ? permissionOf(error) : null;
    if (permission === null) throw error;
    return { facts: null, missing: [permission] };
  }
}

async function deniedRemovals({ client, urls }: Asking, queue: string): Promise<readonly string[]> {
  const QueueUrl = await urls.get(queue).catch(() => null);
  if (QueueUrl === null) return [];
  const answers = await Promise.allSettled([
    client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })),
    client.send(
      new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: Entries.map((entry) => ({ ...entry, VisibilityTimeout: 0 })) }),
    ),
  ]);
  return answers.flatMap((answer) => (answer.status === "rejected" && isDenied(answer.reason) ? (permissionOf(answer.reason) ?? []) : []));
}

function deniedPreflight(queue: string, missing: readonly string[], facts: QueueFacts | null): Preflight {
  const on = facts?.attributes["QueueArn"] ?? `the queue "${queue}"`;
  return {
    safe: false,
    reason: `SQS denies ${missing.join(" and ")}; sqs:ReceiveMessage was not tried. Taking a message needs sqs:GetQueueUrl, sqs:GetQueueAttributes, sqs:ReceiveMessage, sqs:DeleteMessage and sqs:ChangeMessageVisibility.`,
    mend: JSON.stringify({ Effect: "Allow", Action: [...missing, "sqs:ReceiveMessage"], Resource: on }),
  };
}
