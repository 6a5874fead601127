import { ListQueuesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { isForbidden } from "./errors.ts";
import type { Heard } from "./watch.ts";

/** A source that answered something so lately need not be asked whether it answers. */
const heardMs = 30_000;

/** Makes sure that SQS answers and knows who asks, by a request only where nothing was heard lately. Rejects with the client's errors. */
export async function ping(client: SQSClient, heard: Heard, isFree: boolean): Promise<void> {
  if (!isFree && heard.at !== null && performance.now() - heard.at < heardMs) return;
  await client.send(new ListQueuesCommand({ MaxResults: 1 })).catch((error: unknown) => {
    // Only this action is not allowed.
    if (!isForbidden(error)) throw error;
  });
}
