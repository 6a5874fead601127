import { z } from "zod";
import { names, plain, text, url } from "../sources/source-kind.ts";
import { subnet } from "./subnet.ts";
import { secret } from "./weak-secret.ts";
import type { SignIn } from "./config.ts";

const header = z.string().regex(/^[A-Za-z0-9-]+$/, { error: "must be the name of a header" });

const oidc = names({
  name: text.default("single sign-on").meta({ description: "What the button on the sign-in page says.", examples: ["Acme login"] }),
  issuer: url(["https", "http"]).meta({
    description: "Address of the provider, as its discovery document names it.",
    examples: ["https://login.example.com"],
  }),
  clientId: text.meta({ description: "Redrive's client id at the provider.", examples: ["redrive"] }),
  clientSecret: secret.meta({ description: "Redrive's secret at the provider.", examples: ["${OIDC_CLIENT_SECRET}"] }),
  scopes: z
    .array(text)
    .default(["openid", "profile", "email"])
    .meta({
      description:
        "Scopes that Redrive asks the provider for. Some providers send groups only when asked for `groups`, others refuse that.",
      examples: [["openid", "profile", "email", "groups"]],
    }),
  groupsClaim: text.default("groups").meta({ description: "Claim that lists the groups of a person.", examples: ["roles"] }),
  assumeEmailVerified: plain(z.boolean())
    .default(false)
    .describe(
      "`true`: an e-mail address counts also where the provider does not say whether it is verified (`email_verified`). Only where nobody can choose their own address. One that the provider calls unverified never counts.",
    ),
});

const proxy = names({
  from: z
    .array(subnet)
    .min(1)
    .meta({ description: "Addresses and subnets of the proxy. Its headers count only from there.", examples: [["10.0.7.0/24"]] }),
  userHeader: header.default("x-forwarded-user").meta({ description: "Header with the person's name.", examples: ["x-auth-email"] }),
  groupsHeader: header
    .optional()
    .meta({ description: "Header with the person's groups. Left out: nobody has groups.", examples: ["x-auth-groups"] }),
  secretHeader: header.meta({ description: "Header in which the proxy sends `secret`.", examples: ["x-redrive-secret"] }),
  secret: secret.meta({ description: "What the proxy proves itself with.", examples: ["${PROXY_SECRET}"] }),
});

export const signInSchema = names({
  accounts: plain(z.boolean()).default(true).describe("Accounts of Redrive itself, with a password."),
  oidc: oidc.optional().describe("Single sign-on with OpenID Connect."),
  proxy: proxy.optional().describe("A proxy in front that signs people in and says in headers who they are."),
  hours: plain(z.number().min(1).max(720)).default(12).describe("Hours after which a session ends."),
  idleHours: plain(z.number().min(0.1).max(720)).default(4).describe("Hours without a request after which a session ends."),
})
  .refine(({ accounts, ...others }) => accounts || others.oidc || others.proxy, {
    error: "leaves no way to sign in: allow accounts, or configure oidc or proxy",
  })
  .optional()
  .describe("How people prove who they are. Left out: nobody signs in, and whoever reaches the console may do everything.");

export function toSignIn(file: z.output<typeof signInSchema>): SignIn | null {
  if (!file) return null;
  return { ...file, oidc: file.oidc ?? null, proxy: file.proxy ? { ...file.proxy, groupsHeader: file.proxy.groupsHeader ?? null } : null };
}
