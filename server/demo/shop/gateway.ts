import { createServer, type Server } from "node:http";

export type Health = "well" | "slow" | "failing";

const wellAtFirstMs = 4_000;
const slowMs = 72_000;
const brokenMs = 90_000;
const wellMs = 150_000;

/** How the gateway is that long after it opened, when nobody touches it, and in how long it heals or breaks. */
export function planHealth(sinceMs: number): { readonly health: Health; readonly turnsInMs: number } {
  if (sinceMs < wellAtFirstMs) return { health: "well", turnsInMs: wellAtFirstMs - sinceMs };
  const phase = (sinceMs - wellAtFirstMs) % (brokenMs + wellMs);
  if (phase >= brokenMs) return { health: "well", turnsInMs: brokenMs + wellMs - phase };
  return { health: phase < slowMs ? "slow" : "failing", turnsInMs: brokenMs - phase };
}

/** The payment gateway: a real HTTP server that breaks and heals by itself, until somebody does it by hand. */
export class Gateway {
  readonly #opened = Date.now();
  readonly #server: Server = createServer((_request, response) => {
    if (this.health === "slow") return;
    if (this.health === "well") this.charged++;
    response.writeHead(this.health === "well" ? 200 : 503).end();
  });
  /** Held there by hand; null: by the plan. */
  held: Health | null = null;
  /** Charges that it took. */
  charged = 0;
  url = "";

  get health(): Health {
    return this.held ?? this.plan.health;
  }

  get plan() {
    return planHealth(Date.now() - this.#opened);
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    this.url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/charges`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
