import { createHash } from "node:crypto";
import type { Ctx } from "../context.ts";
import { isAlive } from "../process/heartbeat.ts";

/** Who works where a broker bills each request: of the workers that live, one for each queue. Two at once for a moment do no harm, they only cost. */
export class Shares {
  readonly #ctx: Ctx;
  readonly #worker: string;
  #alive: readonly string[] = [];

  constructor(ctx: Ctx, worker: string) {
    this.#ctx = ctx;
    this.#worker = worker;
  }

  /** Reads which workers live. */
  async refresh(): Promise<void> {
    const rows = await this.#ctx.sql<{ id: string }[]>`select id from workers where ${isAlive(this.#ctx.sql)}`;
    this.#alive = rows.map(({ id }) => id);
  }

  isMine(source: string, queue: string): boolean {
    return (
      !this.#ctx.brokers.get(source).capabilities(queue).billed ||
      chosenFor(`${source} ${queue}`, [...this.#alive, this.#worker]) === this.#worker
    );
  }
}

/** One of the workers, the same for all who ask; when one leaves, only what it had moves (rendezvous hashing). */
export function chosenFor(key: string, workers: readonly string[]): string {
  const weighed = workers.map((worker) => ({ worker, weight: createHash("sha256").update(`${worker} ${key}`).digest("hex") }));
  return weighed.reduce((best, one) => (one.weight > best.weight ? one : best)).worker;
}
