import { z } from "zod";
import { severities } from "../rule.ts";
import { transitionKinds } from "../transition.ts";
import type { Notice } from "../notice.ts";

const time = z.iso.datetime();

/** What a webhook is sent, by Standard Webhooks: type, timestamp and data. Keys may be added; none goes and none changes its meaning. */
export const webhookBody = z
  .object({
    type: z.templateLiteral(["alert.", z.enum(transitionKinds)]).describe("What happened."),
    timestamp: time.describe("When it happened."),
    data: z.object({
      id: z.number().describe("The number of the alert in Redrive."),
      key: z.string().describe("The same for all that is sent of one alert."),
      seq: z
        .number()
        .describe("Grows with each thing that happens to the alert. One that is lower than another that came before is old: leave it out."),
      state: z.enum(["firing", "acknowledged", "snoozed", "muted", "silenced", "resolved"]),
      severity: z.enum(severities),
      environment: z.object({ name: z.string(), tone: z.enum(["production", "staging", "development"]) }),
      rule: z.string().describe("The name of its rule."),
      title: z.string().describe("What is wrong, in a line."),
      status: z.string().describe("How it stands, such as “Firing” or “Resolved after 22 min”."),
      sentence: z.string().describe("What is wrong and since when."),
      next: z.string().describe("What to do next; empty where there is nothing."),
      told: z.string().describe("What happened, in a sentence."),
      owner: z.string().nullable().describe("The team that owns what it is about; null: none, or several."),
      holder: z.string().nullable().describe("Who has it; null: it needs nobody."),
      facts: z.array(z.object({ label: z.string(), text: z.string() })),
      since: time.describe("Since when it fires."),
      resolvedAt: time.nullable().describe("When it was over; null: it is not."),
      asOf: time.describe("When its numbers were read."),
      standsFor: z.number().describe("How many alerts it tells for, where many fired at the same time."),
      url: z.string().describe("Its page."),
      links: z.array(z.object({ label: z.string(), href: z.string() })),
    }),
  })
  .describe("A notice of Redrive. All text is plain, and anybody who can name a queue may have chosen parts of it: escape it.");
export type WebhookBody = z.output<typeof webhookBody>;

export const webhookSchemaFile = "docs/guide/alert-webhook.schema.json";

/** The schema for whoever receives webhooks. */
export function writeWebhookSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(webhookBody), null, 2)}\n`;
}

export function webhookBodyOf(notice: Notice): WebhookBody {
  const { alertId, dedupKey, seq, state, severity, environment, rule, title, status, sentence, next, told, owner, holder, standsFor, url } =
    notice;
  return {
    type: `alert.${notice.happened}`,
    timestamp: notice.at.toISOString(),
    data: {
      id: alertId,
      key: dedupKey,
      seq,
      state,
      severity,
      environment: { name: environment.name, tone: environment.tone },
      rule,
      title,
      status,
      sentence,
      next,
      told,
      owner,
      holder,
      facts: notice.facts.map(({ label, text }) => ({ label, text })),
      since: notice.since.toISOString(),
      resolvedAt: notice.resolvedAt?.toISOString() ?? null,
      asOf: notice.asOf.toISOString(),
      standsFor,
      url,
      links: notice.links.map(({ label, href }) => ({ label, href })),
    },
  };
}
