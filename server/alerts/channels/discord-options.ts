import { url } from "../../sources/source-kind.ts";
import { channelKind } from "../channel-kind.ts";
import { transitionKinds } from "../transition.ts";

export const discordKind = channelKind({
  kind: "discord",
  description: "Each alert is one message in a channel of Discord, kept up to date, with a line below for what is news.",
  shape: {
    webhookUrl: url(["https", "http"]).meta({
      description: "Address of the channel's webhook. It counts as a secret.",
      examples: ["${DISCORD_WEBHOOK_URL}"],
    }),
  },
  secrets: ["webhookUrl"],
  urls: [],
  hears: transitionKinds,
  options: (own) => own,
});
