import { GetQueueAttributesCommand, paginateListQueues, type SQSClient } from "@aws-sdk/client-sqs";
import { isDenied, isMissing } from "./errors.ts";
import type { QueueUrls } from "./queue-urls.ts";
import type { QueueFacts } from "./topology.ts";

/** Queues that are asked for at once. */
const together = 8;

/** What SQS says of queues. Rejects with the client's errors. */
export class FactReader {
  readonly #client: SQSClient;
  readonly #urls: QueueUrls;

  constructor(client: SQSClient, urls: QueueUrls) {
    this.#client = client;
    this.#urls = urls;
  }

  async read(name: string): Promise<QueueFacts> {
    const QueueUrl = await this.#urls.get(name);
    const { Attributes = {} } = await this.#client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
    return { name, attributes: Attributes };
  }

  /** Of every queue that can be listed. Those that may not be read, or are gone by then, are left out. */
  async readAll(): Promise<readonly QueueFacts[]> {
    const names: string[] = [];
    for await (const { QueueUrls: found = [] } of paginateListQueues({ client: this.#client }, { MaxResults: 1_000 }))
      names.push(...found.map((url) => url.split("/").at(-1) ?? url));
    const known: QueueFacts[] = [];
    for (let from = 0; from < names.length; from += together) {
      const part = names
        .slice(from, from + together)
        .map((name) => this.read(name).catch((error: unknown) => (isMissing(error) || isDenied(error) ? null : Promise.reject(error))));
      known.push(...(await Promise.all(part)).filter((one) => one !== null));
    }
    return known;
  }
}
