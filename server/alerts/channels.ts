import type { ChannelConfig } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { Outbound } from "../outbound/outbound.ts";
import { personRule, serviceRule } from "../outbound/rule.ts";
import type { Channel } from "./channel.ts";
import { openAlertmanager } from "./channels/alertmanager.ts";
import { openDiscord } from "./channels/discord.ts";
import { openLog } from "./channels/log.ts";
import { openPretend } from "./channels/pretend.ts";
import { openMail } from "./channels/mail.ts";
import { openPagerduty } from "./channels/pagerduty.ts";
import { openPush } from "./channels/push.ts";
import { openSlack } from "./channels/slack.ts";
import { openSlackWebhook } from "./channels/slack-webhook.ts";
import { openTeams } from "./channels/teams.ts";
import { openWebhook } from "./channels/webhook.ts";

/** What a channel may need of a process: its log, the database, and which addresses are open (`outbound`). */
export type OpeningChannel = Pick<Ctx, "config" | "log" | "sql" | "clock">;

/** What opens each kind; a kind without its line does not compile. */
const openers: { readonly [K in ChannelConfig["kind"]]: (config: Extract<ChannelConfig, { kind: K }>, ctx: OpeningChannel) => Channel } = {
  log: (_config, { log }) => openLog(log),
  slack: (config, { config: { outbound } }) => openSlack(config, outbound.allow),
  pretend: () => openPretend(),
  "slack-webhook": (config, { config: { outbound } }) => openSlackWebhook(config, outbound.allow),
  pagerduty: (config, ctx) => openPagerduty(config, wayOf(ctx)),
  mail: (config, ctx) => openMail(config, wayOf(ctx)),
  push: (config, ctx) => openPush(config, ctx, new Outbound(personRule(ctx.config.outbound.allow))),
  webhook: (config, ctx) => openWebhook(config, wayOf(ctx)),
  alertmanager: (config, ctx) => openAlertmanager(config, wayOf(ctx)),
  discord: (config, ctx) => openDiscord(config, wayOf(ctx)),
  teams: (config, ctx) => openTeams(config, wayOf(ctx)),
};

/** The only way out of a channel, which closes it. */
function wayOf({ config: { outbound } }: OpeningChannel): Outbound {
  return new Outbound(serviceRule(outbound.allow));
}

/** Opens a configured channel. Connects to nothing before the first notice. */
export function openChannel(config: ChannelConfig, ctx: OpeningChannel): Channel {
  // The opener is that of the channel's own kind.
  const open = openers[config.kind] as (config: ChannelConfig, ctx: OpeningChannel) => Channel;
  return open(config, ctx);
}
