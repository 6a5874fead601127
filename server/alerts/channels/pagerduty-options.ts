import { z } from "zod";
import { url } from "../../sources/source-kind.ts";
import { channelKind } from "../channel-kind.ts";
import { newsOnly } from "../transition.ts";

export const pagerdutyKind = channelKind({
  kind: "pagerduty",
  description: "Each alert is one incident of PagerDuty, by its Events API v2: triggered, acknowledged and resolved with the alert.",
  shape: {
    routingKey: z
      .string()
      .regex(/^[A-Za-z0-9]{32}$/, { error: "must be the 32 letters and digits of an integration key (Events API v2)" })
      .meta({ description: "Integration key of the service, of type Events API v2.", examples: ["${PAGERDUTY_ROUTING_KEY}"] }),
    endpoint: url(["https", "http"])
      .default("https://events.pagerduty.com/v2/enqueue")
      .meta({
        description: "Address of the Events API; accounts in the EU have their own.",
        examples: ["https://events.eu.pagerduty.com/v2/enqueue"],
      }),
  },
  secrets: ["routingKey"],
  urls: [],
  hears: [...newsOnly, "acknowledged", "taken_back", "snoozed", "muted", "unmuted", "silenced"],
  options: (own) => own,
});
