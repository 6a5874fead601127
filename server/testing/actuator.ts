import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What an address of a downstream answers in a test, and how often it was asked. */
interface Answering {
  readonly url: string;
  status: number;
  body: string;
  /** It takes the request, and never answers. */
  hangs: boolean;
  /** Paths with their methods, in the order in which they were asked. */
  readonly asked: string[];
}

/** An HTTP server of a downstream, until it is closed. */
export async function startAnswering(body: string): Promise<Answering & { close(): void }> {
  const server = createServer((request, response) => {
    answering.asked.push(`${request.method} ${request.url}`);
    if (!answering.hangs) response.writeHead(answering.status, { location: "/elsewhere" }).end(answering.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  const answering = { url: `http://127.0.0.1:${port}`, status: 200, body, hangs: false, asked: [] as string[], close };
  return answering;
}

/** As resilience4j tells one breaker at Spring Boot's actuator. */
export function actuatorBody(state: string, name = "gateway"): string {
  const rates = {
    failureRate: state === "OPEN" ? "94.0%" : "-1.0%",
    slowCallRate: "-1.0%",
    failureRateThreshold: "50.0%",
    slowCallRateThreshold: "100.0%",
  };
  return JSON.stringify({
    circuitBreakers: {
      [name]: { ...rates, bufferedCalls: 10, failedCalls: 3, slowCalls: 0, slowFailedCalls: 0, notPermittedCalls: 2, state },
    },
  });
}
