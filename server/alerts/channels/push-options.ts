import { z } from "zod";
import { emailForm } from "../../access/person.ts";
import { channelKind } from "../channel-kind.ts";
import { transitionKinds } from "../transition.ts";

export const pushKind = channelKind({
  kind: "push",
  description:
    "Notifications on phones and in browsers, by Web Push with keys of Redrive's own. Each person switches them on under Settings, and is told of the queues that they see.",
  shape: {
    contact: z
      .string()
      .regex(emailForm, { error: "must be an e-mail address, such as ops@example.com" })
      .meta({ description: "E-mail address that push services write to when something is wrong.", examples: ["ops@example.com"] }),
  },
  secrets: [],
  urls: [],
  hears: transitionKinds.filter((kind) => kind !== "changed"),
  hearsOfMany: ["changed"],
  options: (own) => own,
});
