import { SQSClient } from "@aws-sdk/client-sqs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { startElasticMQ } from "./elasticmq.ts";

/** How SQS answers a request that it does not carry out; "drop": it carries it out, and the answer is lost. */
export type Refusal = { readonly status: number; readonly code: string } | "drop";

export const throttled: Refusal = { status: 400, code: "RequestThrottled" };
export const denied: Refusal = { status: 403, code: "AccessDeniedException" };
export const expired: Refusal = { status: 403, code: "ExpiredToken" };

/** One request: its action ("SendMessageBatch"), and the name of its queue where it names one. */
export interface Asked {
  readonly action: string;
  readonly queue: string | null;
}

export interface SqsGate {
  readonly endpoint: string;
  /** Every request since the last `forget`, in the order in which they came. */
  readonly asked: readonly Asked[];
  forget(): void;
  /** Decides on each request from now on; null: it is carried out. */
  answer(how: (asked: Asked) => Refusal | null): void;
  stop(): void;
}

/** Stands before an SQS at `upstream`: counts the requests, and refuses some in SQS's words. */
async function startSqsGate(upstream: string): Promise<SqsGate> {
  const asked: Asked[] = [];
  let how: (asked: Asked) => Refusal | null = () => null;
  const server = createServer((request, response) => {
    void pass(request, response, upstream, (one) => {
      asked.push(one);
      return how(one);
    }).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    forget: () => void asked.splice(0),
    answer: (next) => {
      how = next;
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  upstream: string,
  decide: (asked: Asked) => Refusal | null,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const action =
    String(request.headers["x-amz-target"] ?? "")
      .split(".")
      .at(-1) ?? "";
  const named = JSON.parse(body.toString() || "{}") as { QueueUrl?: string; QueueName?: string };
  const refusal = decide({ action, queue: named.QueueName ?? named.QueueUrl?.split("/").at(-1) ?? null });
  if (refusal !== null && refusal !== "drop") {
    response.writeHead(refusal.status, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify({ __type: `com.amazonaws.sqs#${refusal.code}`, message: "refused by the gate" }));
    return;
  }
  const abort = new AbortController();
  response.on("close", () => abort.abort());
  const headers = Object.entries(request.headers).filter(
    ([name]) => name === "content-type" || name.startsWith("x-amz") || name === "authorization",
  );
  const answer = await fetch(upstream, { method: "POST", headers: headers as [string, string][], body, signal: abort.signal });
  const told = Buffer.from(await answer.arrayBuffer());
  if (refusal === "drop") return void response.destroy();
  response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "application/x-amz-json-1.0" });
  response.end(told);
}

/** What an emulator takes. */
export const testKeys = { accessKeyId: "test", secretAccessKey: "test" };

/** ElasticMQ behind a gate, and a client that goes past it. */
export async function openGatedSqs(): Promise<{ readonly gate: SqsGate; readonly client: SQSClient; stop(): Promise<void> }> {
  const server = await startElasticMQ();
  const gate = await startSqsGate(server.endpoint);
  const client = new SQSClient({ region: "eu-west-1", endpoint: server.endpoint, credentials: testKeys });
  const stop = async () => {
    client.destroy();
    gate.stop();
    await server.stop();
  };
  return { gate, client, stop };
}
