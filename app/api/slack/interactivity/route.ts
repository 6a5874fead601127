import { route } from "../../../../server/http/route.ts";
import { slackAnswer } from "../../../../server/http/slack.ts";

/** Slack says that somebody pressed a button. It is no page of ours: what it sends is signed. */
export const POST = route(
  async ({ request, context }) => slackAnswer(await context(), request),
  () => 262_144,
  "anybody",
);
