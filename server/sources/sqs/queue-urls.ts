import { GetQueueUrlCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** Addresses of queues by name or ARN, asked for once. */
export class QueueUrls {
  readonly #client: SQSClient;
  readonly #known = new Map<string, Promise<string>>();

  constructor(client: SQSClient) {
    this.#client = client;
  }

  get(queue: string): Promise<string> {
    const name = queue.split(":").at(-1) ?? queue;
    let url = this.#known.get(name);
    if (!url) {
      url = this.#client.send(new GetQueueUrlCommand({ QueueName: name })).then(({ QueueUrl = "" }) => QueueUrl);
      this.#known.set(name, url);
      url.catch(() => this.#known.delete(name));
    }
    return url;
  }
}
