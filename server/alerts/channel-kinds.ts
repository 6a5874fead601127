import type { ChannelKind } from "./channel-kind.ts";
import { alertmanagerKind } from "./channels/alertmanager-options.ts";
import { discordKind } from "./channels/discord-options.ts";
import { logKind } from "./channels/log-options.ts";
import { pretendKind } from "./channels/pretend-options.ts";
import { mailKind } from "./channels/mail-options.ts";
import { pagerdutyKind } from "./channels/pagerduty-options.ts";
import { pushKind } from "./channels/push-options.ts";
import { slackKind } from "./channels/slack-options.ts";
import { slackWebhookKind } from "./channels/slack-webhook-options.ts";
import { teamsKind } from "./channels/teams-options.ts";
import { webhookKind } from "./channels/webhook-options.ts";

/** Every kind of channel, as redrive.yaml configures it. `server/alerts/channels.ts` opens them. */
export const channelKinds = [
  logKind,
  slackKind,
  slackWebhookKind,
  pagerdutyKind,
  mailKind,
  pushKind,
  webhookKind,
  alertmanagerKind,
  discordKind,
  teamsKind,
  pretendKind,
] as const satisfies readonly ChannelKind[];
export type AnyChannelKind = (typeof channelKinds)[number];
