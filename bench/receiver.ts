import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ChannelConfig } from "../server/config/config.ts";
import type { WebhookBody } from "../server/alerts/channels/webhook-body.ts";

/** A receiver of webhooks on loopback, and the channel that sends to it. */
export async function startReceiver(hear: (body: WebhookBody) => void) {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    hear(JSON.parse(Buffer.concat(parts).toString()) as WebhookBody);
    response.end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const channel = {
    kind: "webhook",
    name: "hook",
    webhookUrl,
    signingSecret: `whsec_${btoa("x".repeat(32))}`,
  } as const satisfies ChannelConfig;
  return {
    channel,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
