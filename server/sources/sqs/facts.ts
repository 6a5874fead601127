import { GetQueueAttributesCommand, GetQueueUrlCommand, paginateListQueues, type SQSClient } from "@aws-sdk/client-sqs";
import { isDenied, isForbidden, isMissing } from "./errors.ts";
import type { QueueUrls } from "./queue-urls.ts";
import type { Counted } from "./depths.ts";
import { countOf, deadLetterTarget, type QueueFacts, withUnlistedTarget } from "./topology.ts";

/** Queues that are asked for at once. */
const together = 8;

/** Where requests cost, queues are listed this often, and each is asked for its attributes this often, unless it is asked for another reason. */
const listedMs = 300_000;
const knownMs = 3_600_000;
/** The targets of a replay are asked about again and again while it is watched: so old may the answer be where requests cost. */
const recentMs = 60_000;

interface Thrift {
  /** Requests cost nothing: everything is asked each time. */
  readonly isFree: boolean;
  /** Names and globs that are configured: these are read also where listing is denied. */
  readonly named: readonly string[];
}

/** What SQS says of queues. Rejects with the client's errors. */
export class FactReader {
  readonly #client: SQSClient;
  readonly #urls: QueueUrls;
  readonly #thrift: Thrift;
  readonly #known = new Map<string, { readonly at: number; readonly facts: QueueFacts | null }>();
  /** Every queue was listed, so that what none of them names is none's dead-letter queue. */
  isWhole = true;
  #listed: { readonly at: number; readonly names: readonly string[] } | null = null;

  constructor(client: SQSClient, urls: QueueUrls, thrift: Thrift) {
    this.#client = client;
    this.#urls = urls;
    this.#thrift = thrift;
  }

  async read(name: string): Promise<QueueFacts> {
    const QueueUrl = await this.#urls.get(name);
    const { Attributes = {} } = await this.#client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
    const facts = { name, attributes: Attributes };
    this.#known.set(name, { at: performance.now(), facts });
    return facts;
  }

  /** The same, or as it was at most a minute ago where requests cost. */
  async recent(name: string): Promise<QueueFacts> {
    const known = this.#known.get(name);
    const isRecent = !this.#thrift.isFree && known?.facts && performance.now() - known.at < recentMs;
    return isRecent ? known.facts : this.read(name);
  }

  async count(name: string): Promise<Counted> {
    const { attributes } = await this.read(name);
    const [ready, inFlight] = [attributes["ApproximateNumberOfMessages"], attributes["ApproximateNumberOfMessagesNotVisible"]];
    return { ready: countOf(ready), inFlight: countOf(inFlight) };
  }

  /** Of every queue that can be listed, or that is named where listing is denied. Those that may not be read, or are gone by then, are left out. */
  async readAll(): Promise<readonly QueueFacts[]> {
    const names = await this.#list();
    for (const name of this.#known.keys()) if (!names.includes(name)) this.#known.delete(name);
    const all: QueueFacts[] = [];
    for (let from = 0; from < names.length; from += together) {
      const part = names.slice(from, from + together).map((name) => this.#recall(name));
      all.push(...(await Promise.all(part)).filter((one) => one !== null));
    }
    return all;
  }

  /**
   * What these queues say now whose dead-letter queue was not listed, and which of those SQS says is not there: a list and facts may be old, so both are
   * asked for again. Where not every queue was listed nothing is: SQS says the same of a queue that may not be seen.
   */
  async findGone(all: readonly QueueFacts[]): Promise<{ readonly all: readonly QueueFacts[]; readonly gone: ReadonlySet<string> }> {
    const suspects = new Set(this.isWhole ? withUnlistedTarget(all, this.#listed?.names ?? []) : []);
    if (suspects.size === 0) return { all, gone: new Set() };
    const fresh: QueueFacts[] = [];
    const gone = new Set<string>();
    for (const queue of all) {
      const now = suspects.has(queue) ? await this.#ask(queue.name) : queue;
      if (now === null) continue;
      fresh.push(now);
      const target = suspects.has(queue) ? deadLetterTarget(now) : null;
      if (target !== null && !gone.has(target) && (await this.#isGone(target))) gone.add(target);
    }
    return { all: fresh, gone };
  }

  async #isGone(name: string): Promise<boolean> {
    try {
      await this.#client.send(new GetQueueUrlCommand({ QueueName: name }));
      return false;
    } catch (error) {
      if (isDenied(error)) return false;
      if (isMissing(error)) return true;
      throw error;
    }
  }

  /** null: it may not be read, or is gone. */
  async #recall(name: string): Promise<QueueFacts | null> {
    const known = this.#known.get(name);
    if (!this.#thrift.isFree && known && performance.now() - known.at < knownMs) return known.facts;
    return this.#ask(name);
  }

  async #ask(name: string): Promise<QueueFacts | null> {
    return this.read(name).catch((error: unknown) => {
      if (!isMissing(error) && !isDenied(error)) throw error;
      this.#known.set(name, { at: performance.now(), facts: null });
      return null;
    });
  }

  async #list(): Promise<readonly string[]> {
    const { isFree, named } = this.#thrift;
    if (!isFree && this.#listed && performance.now() - this.#listed.at < listedMs) return this.#listed.names;
    const names: string[] = [];
    try {
      for await (const { QueueUrls: found = [] } of paginateListQueues({ client: this.#client }, { MaxResults: 1_000 }))
        names.push(...found.map((url) => url.split("/").at(-1) ?? url));
      this.isWhole = true;
    } catch (error) {
      if (!isForbidden(error)) throw error;
      this.isWhole = false;
      names.push(...named.filter((name) => /^[\w.-]+$/.test(name)));
    }
    this.#listed = { at: performance.now(), names };
    return names;
  }
}
