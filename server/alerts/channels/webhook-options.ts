import { z } from "zod";
import { url } from "../../sources/source-kind.ts";
import { channelKind } from "../channel-kind.ts";
import { transitionKinds } from "../transition.ts";

/** Standard Webhooks: "whsec_" and 24 to 64 random bytes in base64. */
function isSecret(value: string): boolean {
  const [, encoded = ""] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(value) ?? [];
  const { length } = Buffer.from(encoded, "base64");
  return length >= 24 && length <= 64;
}

export const webhookKind = channelKind({
  kind: "webhook",
  description: "Each notice is a signed request to an address of yours, by Standard Webhooks.",
  shape: {
    webhookUrl: url(["https", "http"]).meta({
      description: "Where notices are sent. It counts as a secret.",
      examples: ["https://hooks.example.com/redrive"],
    }),
    signingSecret: z
      .string()
      .refine(isSecret, { error: 'must be "whsec_" and 24 to 64 random bytes in base64: echo "whsec_$(openssl rand -base64 32)"' })
      .meta({ description: "Signs each request, so that its receiver knows that Redrive sent it.", examples: ["${WEBHOOK_SECRET}"] }),
  },
  secrets: ["webhookUrl", "signingSecret"],
  urls: [],
  // A program that keeps no state of its own gets many for nothing from each new number.
  hears: transitionKinds.filter((kind) => kind !== "changed"),
  options: (own) => own,
});
