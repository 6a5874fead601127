import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { Outbound } from "../outbound/outbound.ts";
import { serviceRule } from "../outbound/rule.ts";

export interface ServiceRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** "never": the request is taken, and no answer comes; "cut": the connection ends. */
export type ServiceAnswer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string | object }
  | "never"
  | "cut";

/** A service on loopback that another one's API is played by. It notes what it was asked. */
export async function startService(
  answer: (request: ServiceRequest, nth: number) => ServiceAnswer,
  tls: { readonly cert: Buffer; readonly key: Buffer } | null = null,
) {
  const asked: ServiceRequest[] = [];
  const take: RequestListener = async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const one = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body: Buffer.concat(parts) };
    asked.push(one);
    const answered = answer(one, asked.length);
    if (answered === "never") return;
    if (answered === "cut") return void request.socket.destroy();
    const { status, headers = {}, body = "" } = answered;
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  };
  const server = tls ? createTlsServer(tls, take) : createServer(take);
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `${tls ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** The way out of a test: loopback is open. */
export function localOutbound(): Outbound {
  const outbound = new Outbound(serviceRule(["127.0.0.1"]));
  onTestFinished(() => outbound.close());
  return outbound;
}

export const json = ({ body }: ServiceRequest) => JSON.parse(body.toString());
