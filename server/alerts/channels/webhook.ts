import { createHmac } from "node:crypto";
import type { Outbound } from "../../outbound/outbound.ts";
import type { Channel } from "../channel.ts";
import type { Notice } from "../notice.ts";
import { ask, judgeStatus } from "./ask.ts";
import { webhookBodyOf } from "./webhook-body.ts";

interface Options {
  readonly webhookUrl: string;
  readonly signingSecret: string;
}

/**
 * Sends each notice as a request by Standard Webhooks 1.0. `webhook-id` is the same for each try of one notice, by which a receiver leaves out what it has.
 * What the receiver answers beside the status is not shown: it may repeat what it was sent with.
 */
export function openWebhook({ webhookUrl, signingSecret }: Options, outbound: Outbound): Channel {
  const send = (notice: Notice, signal: AbortSignal) => {
    const id = `${notice.dedupKey}.${notice.seq}`;
    const body = JSON.stringify(webhookBodyOf(notice));
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const headers = {
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signWebhook(signingSecret, `${id}.${timestamp}.${body}`)}`,
    };
    return ask(outbound, { url: webhookUrl, headers, body, signal }, judgeStatus);
  };
  return {
    post: send,
    update: (notice, _ref, signal) => send(notice, signal),
    resolve: (notice, _ref, signal) => send(notice, signal),
    close: async () => outbound.close(),
  };
}

/** HMAC-SHA256 in base64, with the bytes that stand behind "whsec_". */
export function signWebhook(secret: string, signed: string): string {
  return createHmac("sha256", Buffer.from(secret.slice("whsec_".length), "base64"))
    .update(signed)
    .digest("base64");
}
