import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { signingSecret, startSlack } from "../../server/testing/slack.ts";
import { startPushService } from "./push-service.ts";

export const slackUser = "U0ANA0001";
const slackChannel = "C0ONCALL1";
const routingKey = "R0123456789abcdef0123456789abcde";

interface PagerEvent {
  readonly event_action: "trigger" | "acknowledge" | "resolve";
  readonly dedup_key: string;
}

/** The other sides of four channels, on this machine: Slack, PagerDuty, a push service, and the pretended channel of the console itself. */
export async function startSurfaces() {
  const [slack, service] = await Promise.all([startSlack(), startPushService()]);
  const events: PagerEvent[] = [];
  const pager = createServer(async (request, response) => {
    events.push((await json(request)) as PagerEvent);
    response.writeHead(202, { "content-type": "application/json" }).end(JSON.stringify({ status: "success", message: "Event processed" }));
  });
  await once(pager.listen(0, "127.0.0.1"), "listening");
  const endpoint = `http://127.0.0.1:${(pager.address() as AddressInfo).port}/v2/enqueue`;
  return {
    slack,
    service,
    /** What PagerDuty was told last of an alert. */
    pagerOf: (id: number) => events.findLast(({ dedup_key }) => dedup_key.endsWith(`-${id}`))?.event_action,
    /** What the message of an alert in Slack says now. */
    slackOf: (id: number) => slack.posted().find(({ metadata }) => metadata?.event_payload.key.endsWith(`-${id}`))?.values["text"] ?? null,
    yaml: `channels:
  slack: { kind: slack, token: xoxb-test, channel: ${slackChannel}, signingSecret: ${signingSecret}, api: "${slack.api}", people: { ${slackUser}: ana@shop.example } }
  pager: { kind: pagerduty, routingKey: ${routingKey}, endpoint: "${endpoint}" }
  phones: { kind: push, contact: ops@shop.example }
  sandbox: { kind: pretend }
outbound: { allow: [127.0.0.1] }`,
    stop: async () => {
      service.stop();
      pager.closeAllConnections();
      pager.close();
      await slack.close();
    },
  };
}

/** A button of an alert's message, as Slack sends it to the console. */
export async function pressInSlack(url: string, action: string, dedupKey: string): Promise<number> {
  const payload = {
    type: "block_actions",
    user: { id: slackUser, team_id: "T1" },
    team: { id: "T1" },
    channel: { id: slackChannel },
    trigger_id: "1.2.3",
    actions: [{ type: "button", block_id: "redrive", action_id: action, action_ts: `${Date.now()}.1`, value: dedupKey }],
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = `v0=${createHmac("sha256", signingSecret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": signature,
  };
  return (await fetch(`${url}/api/slack/interactivity`, { method: "POST", body, headers })).status;
}
