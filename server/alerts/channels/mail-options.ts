import { z } from "zod";
import { emailForm } from "../../access/person.ts";
import { plain, text, tlsFiles } from "../../sources/source-kind.ts";
import { channelKind } from "../channel-kind.ts";
import { newsOnly } from "../transition.ts";

/** Nothing that ends a line or an address. */
const address = z
  .string()
  .regex(emailForm, { error: "must be an e-mail address, such as alerts@example.com" })
  .refine((value) => !/[<>,;:"\\]/.test(value), { error: "must be a bare e-mail address, without a name" });

export const mailKind = channelKind({
  kind: "mail",
  description: "Notices are e-mails by SMTP; those of one alert are one conversation.",
  shape: {
    host: text.meta({ description: "SMTP server.", examples: ["smtp.example.com"] }),
    port: plain(z.number().int().min(1).max(65_535)).default(587).describe("Its port."),
    security: z
      .enum(["starttls", "tls", "none"])
      .default("starttls")
      .describe("`starttls` (587) and `tls` (465) demand an encrypted connection. `none` sends as plain text, and no password."),
    tls: tlsFiles.optional().describe("Certificates, where no public authority vouches for the server."),
    user: text.optional().meta({ description: "Who signs in. Left out: nobody does.", examples: ["redrive"] }),
    password: text.optional().meta({ description: "Password of `user`.", examples: ["${SMTP_PASSWORD}"] }),
    from: address.meta({ description: "Address of the sender.", examples: ["redrive@example.com"] }),
    to: z
      .array(address)
      .min(1)
      .max(50)
      .meta({ description: "Addresses of the recipients.", examples: [["oncall@example.com"]] }),
  },
  secrets: ["password"],
  urls: [],
  hears: [...newsOnly, "acknowledged", "taken_back"],
  options: (own) => ({ ...own, tls: own.tls, user: own.user ?? null, password: own.password ?? null }),
});
