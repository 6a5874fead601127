import { z } from "zod";
import { secret } from "../../config/weak-secret.ts";
import { text, url } from "../../sources/source-kind.ts";
import { channelKind } from "../channel-kind.ts";
import { transitionKinds } from "../transition.ts";

const id = z
  .string()
  .regex(/^[CGD][A-Z0-9]{5,20}$/, { error: "must be the id of a channel, such as C024BE91L; Slack shows it under About" });
const user = z.string().regex(/^[UW][A-Z0-9]{5,20}$/, { error: "must be the member id of somebody in Slack, such as U061F7AUR" });

export const slackKind = channelKind({
  kind: "slack",
  description: "One message an alert, kept up to date, with its history in the thread and buttons. See docs/guide/slack.md.",
  shape: {
    token: text.meta({ description: "Token of the app's bot.", examples: ["${SLACK_BOT_TOKEN}"] }),
    channel: id.meta({ description: "Id of the channel, of which the bot is a member.", examples: ["C024BE91L"] }),
    signingSecret: secret.optional().meta({
      description:
        "Signing secret of the app, which proves that a button was pressed in Slack. Left out: messages have no buttons that act.",
      examples: ["${SLACK_SIGNING_SECRET}"],
    }),
    people: z
      .record(user, text)
      .default({})
      .meta({
        description:
          "Who in Slack is whom in Redrive: member ids with the e-mail address or the subject of a person. Others are found by the e-mail address that Slack knows, where the app may read it.",
        examples: [{ U061F7AUR: "ana@example.com" }],
      }),
    api: url(["https", "http"]).default("https://slack.com/api/").describe("Where the Web API is."),
  },
  secrets: ["token", "signingSecret"],
  urls: ["api"],
  hears: transitionKinds,
  options: ({ token, channel, signingSecret, people, api }) => ({
    token,
    channel,
    signingSecret: signingSecret ?? null,
    people,
    api: api.endsWith("/") ? api : `${api}/`,
  }),
});
