import { url } from "../../sources/source-kind.ts";
import { channelKind } from "../channel-kind.ts";
import { newsOnly } from "../transition.ts";

export const teamsKind = channelKind({
  kind: "teams",
  description: "Notices are cards in a channel of Microsoft Teams, by a workflow that starts when a webhook request comes.",
  shape: {
    webhookUrl: url(["https", "http"]).meta({
      description: "Address of the workflow. It counts as a secret.",
      examples: ["${TEAMS_WORKFLOW_URL}"],
    }),
  },
  secrets: ["webhookUrl"],
  urls: [],
  // A workflow posts, and edits nothing.
  hears: [...newsOnly, "acknowledged"],
  options: (own) => own,
});
