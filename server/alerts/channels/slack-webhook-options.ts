import { url } from "../../sources/source-kind.ts";
import { channelKind } from "../channel-kind.ts";
import { newsOnly } from "../transition.ts";

export const slackWebhookKind = channelKind({
  kind: "slack-webhook",
  description:
    "An incoming webhook of Slack: one message when an alert begins, gets worse, tells again or ends. It cannot change what it has posted.",
  shape: {
    webhook: url(["https", "http"]).meta({ description: "URL of the webhook, which is a secret.", examples: ["${SLACK_WEBHOOK}"] }),
  },
  secrets: ["webhook"],
  urls: [],
  hears: newsOnly,
  options: ({ webhook }) => ({ webhook }),
});
