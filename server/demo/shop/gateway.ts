import { createServer, type Server } from "node:http";

export type Health = "well" | "slow" | "failing";

/** The payment gateway: a real HTTP server that can be broken and healed. */
export class Gateway {
  health: Health = "well";
  #server: Server | null = null;
  url = "";

  async start(): Promise<void> {
    const server = createServer((_request, response) => {
      if (this.health === "slow") return;
      response.statusCode = this.health === "failing" ? 503 : 200;
      response.end();
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    this.url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/charges`;
  }

  stop(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}
