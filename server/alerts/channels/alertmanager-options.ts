import { text, url } from "../../sources/source-kind.ts";
import { channelKind } from "../channel-kind.ts";
import { transitionKinds } from "../transition.ts";

export const alertmanagerKind = channelKind({
  kind: "alertmanager",
  description: "Alerts are handed to a Prometheus Alertmanager, which groups them and tells people.",
  shape: {
    url: url(["https", "http"]).meta({
      description: "Address of the Alertmanager. Each member of a cluster is a channel of its own.",
      examples: ["https://alertmanager.example.com"],
    }),
    authorization: text
      .optional()
      .meta({ description: "Value of the Authorization header, where a proxy asks for one.", examples: ["Bearer ${ALERTMANAGER_TOKEN}"] }),
  },
  secrets: ["authorization"],
  urls: ["url"],
  // It keeps its own acknowledgements and silences; how the alert stands in Redrive is in the annotations.
  hears: transitionKinds,
  resendSeconds: 120,
  options: (own) => ({ url: own.url, authorization: own.authorization ?? null }),
});
