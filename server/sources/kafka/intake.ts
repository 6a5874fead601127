import { BrokerError, type Intake } from "../port.ts";
import type { Client } from "./client.ts";
import { readTopicSettings } from "./settings.ts";

/** It is asked before each batch of a replay. */
const freshMs = 5_000;

/** What topics take: `max.message.bytes`, where it may be read. */
export class Intakes {
  readonly #client: Client;
  readonly #known = new Map<string, { readonly at: number; readonly intake: Promise<Intake> }>();

  constructor(client: Client) {
    this.#client = client;
  }

  read(topic: string): Promise<Intake> {
    const known = this.#known.get(topic);
    if (known && performance.now() - known.at < freshMs) return known.intake;
    const intake = readIntake(this.#client, topic);
    this.#known.set(topic, { at: performance.now(), intake });
    intake.catch(() => this.#known.delete(topic));
    return intake;
  }
}

async function readIntake(client: Client, topic: string): Promise<Intake> {
  try {
    await client.partitions(topic);
  } catch (error) {
    if (!(error instanceof BrokerError) || error.code !== "missing") throw error;
    return { missing: `There is no topic "${topic}".`, most: { head: null, all: null } };
  }
  const settings = await readTopicSettings(client, [topic]);
  return { missing: null, most: { head: null, all: settings.get(topic)?.mostBytes ?? null } };
}
