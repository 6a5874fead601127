import { z } from "zod";
import { channelKinds } from "../alerts/channel-kinds.ts";
import type { ChannelKind } from "../alerts/channel-kind.ts";
import type { RuleKind } from "../alerts/kind.ts";
import { ruleKinds } from "../alerts/kinds.ts";
import { everywhere, type OwnerSpec, type RuleSpec, severities } from "../alerts/rule.ts";
import { verdicts } from "../failures/failure.ts";
import { names, plain, text, url } from "../sources/source-kind.ts";
import type { ChannelConfig } from "./config.ts";

/** More than anybody names, and few enough to look through. */
const most = 1_000;
const channelNames = z.array(text).min(1).max(most);
const seconds = (least: number) => plain(z.number().int().min(least).max(604_800));
const place = z.string().regex(/^[^/]+\/.+$/, { error: "must be source/queue, where * stands for anything, such as shop/orders.* or */*" });
const ruleName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: "must be lower-case letters, digits and dashes" });
const channelName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, { error: "must be letters, digits, dots, dashes and underscores" });

const queues = z
  .array(place)
  .max(most)
  .default([])
  .meta({
    description: "Queues that it looks at, as source/queue; `*` stands for anything. Left out: every watched queue.",
    examples: [["shop/payments.*"]],
  });
const except = z
  .array(place)
  .max(most)
  .default([])
  .meta({ description: "Queues that it leaves out.", examples: [["shop/refunds-*"]] });
const byGroup = {
  groups: z
    .array(plain(z.number().int().min(1)))
    .max(most)
    .default([])
    .meta({ description: "Groups that it looks at, by their number.", examples: [[4711]] }),
  verdicts: z
    .array(z.enum(verdicts))
    .max(most)
    .default([])
    .meta({ description: "Only groups of these verdicts.", examples: [["poison"]] }),
  owners: z
    .array(text)
    .max(most)
    .default([])
    .meta({ description: "Only groups of these teams.", examples: [["payments"]] }),
};
const byEventType = {
  eventTypes: z
    .array(text)
    .max(most)
    .default([])
    .meta({ description: "Only dead letters of these event types; `*` stands for anything.", examples: [["Order*"]] }),
};

const step = names({
  afterSeconds: seconds(1).meta({ description: "Seconds after it fired, or got worse.", examples: [1_800] }),
  tells: channelNames.meta({ description: "Channels that are told unless somebody has acknowledged.", examples: [["pager"]] }),
});

function whereOf({ narrows }: RuleKind) {
  const places = { queues, except };
  const all = narrows === "queues" ? names(places) : names({ ...places, ...byGroup, ...(narrows === "eventTypes" ? byEventType : {}) });
  return all.prefault({}).describe("What the rule looks at.");
}

/** Keys that every rule has, with what its kind takes for granted. */
function shared(of: RuleKind) {
  const { fallback, pers } = of;
  return {
    per: z.enum(pers).default(pers[0]).describe("What one alert stands for."),
    where: whereOf(of),
    severity: z.enum(severities).default(fallback.severity).describe("How bad it is."),
    forSeconds: seconds(0).default(fallback.forSeconds).describe("Seconds for which its condition holds before it fires."),
    keepSeconds: seconds(0).default(fallback.keepSeconds).describe("Seconds for which its condition does not hold before it is over."),
    tells: channelNames.optional().meta({
      description: "Channels that are told. Left out: those of the team that owns what it is about, or else every channel.",
      examples: [["payments-oncall"]],
    }),
    steps: z
      .array(step)
      .default([])
      .meta({ description: "Who is told when nobody acknowledges.", examples: [[{ afterSeconds: 1_800, tells: ["pager"] }]] }),
    repeatSeconds: seconds(60)
      .nullable()
      .default(null)
      .describe("Seconds after which it is told again while it fires and nobody has acknowledged it. `null`: once."),
    runbook: url(["https", "http"])
      .optional()
      .meta({ description: "A page that says what to do.", examples: ["https://wiki.example.com/payments"] }),
    enabled: plain(z.boolean()).default(true).describe("`false`: the rule rests."),
  };
}

function ruleOf(of: RuleKind) {
  return names({ kind: z.literal(of.kind).describe("What the rule watches."), ...of.shape, ...shared(of) }).describe(of.description);
}

const [firstRule, ...otherRules] = ruleKinds;
/** A rule without its name, as redrive.yaml has it and as a page or a program sends it. */
export const ruleInput = z.discriminatedUnion("kind", [ruleOf(firstRule), ...otherRules.map(ruleOf)]);

function channelOf(of: ChannelKind) {
  const own: object = of.shape;
  return names({ kind: z.literal(of.kind).describe("Kind of channel."), ...own }).describe(of.description);
}
const [firstChannel, ...otherChannels]: readonly [ChannelKind, ...ChannelKind[]] = channelKinds;

const owner = names({
  queues: z
    .array(place)
    .default([])
    .meta({ description: "Queues of the team, as source/queue.", examples: [["shop/payments.*"]] }),
  eventTypes: z
    .array(text)
    .default([])
    .meta({ description: "Event types of the team.", examples: [["Payment*"]] }),
  frames: z
    .array(text)
    .default([])
    .meta({ description: "Code of the team: the frame where a message failed.", examples: [["com.shop.payments.*"]] }),
  tells: z
    .array(text)
    .default([])
    .meta({ description: "Channels of the team.", examples: [["payments-oncall"]] }),
}).refine((one) => one.queues.length + one.eventTypes.length + one.frames.length > 0, {
  error: "must name queues, eventTypes or frames: otherwise nothing is of this team",
});

export const alertsSchema = names({
  defaults: plain(z.boolean()).default(true).describe("`false`: the rules that Redrive has by itself rest."),
  rules: z
    .record(ruleName, ruleInput)
    .default({})
    .describe("Rules by name. One that has the name of a rule of Redrive stands in its place."),
})
  .prefault({})
  .describe("When somebody is told.");

export const channelsSchema = z
  .record(channelName, z.discriminatedUnion("kind", [channelOf(firstChannel), ...otherChannels.map(channelOf)]))
  .default({})
  .describe("Where alerts are told, by a name of your choice.");

export const ownersSchema = z
  .record(text, owner)
  .default({})
  .describe("Teams, and what is theirs. The first team with a match owns a group; each list that a team has must match.");

interface Checked {
  readonly alerts: z.output<typeof alertsSchema>;
  readonly channels: z.output<typeof channelsSchema>;
  readonly owners: z.output<typeof ownersSchema>;
}

/** Rules and teams that tell a channel which is not there would tell nobody. */
export function findHalfTold({
  alerts,
  channels,
  owners,
}: Checked): readonly { readonly path: readonly PropertyKey[]; readonly text: string }[] {
  const known = Object.keys(channels);
  const what =
    known.length > 0 ? `must be one of the channels: ${known.join(", ")}` : "names a channel, and none is configured under channels";
  const missing = (path: readonly PropertyKey[], told: readonly string[] = []) =>
    told.flatMap((name, n) => (known.includes(name) ? [] : [{ path: [...path, n], text: what }]));
  return [
    ...Object.entries(alerts.rules).flatMap(([name, rule]) => [
      ...missing(["alerts", "rules", name, "tells"], rule.tells),
      ...rule.steps.flatMap(({ tells }, n) => missing(["alerts", "rules", name, "steps", n, "tells"], tells)),
    ]),
    ...Object.entries(owners).flatMap(([team, { tells }]) => missing(["owners", team, "tells"], tells)),
  ];
}

/** What Slack would get is pretended for the demo alone: elsewhere somebody would believe that people are told. */
export function findPretended(channels: Checked["channels"], environment: string): ReturnType<typeof findHalfTold> {
  if (environment === "demo") return [];
  const pretended = Object.entries(channels).filter(([, { kind }]) => kind === "pretend");
  return pretended.map(([name]) => ({ path: ["channels", name, "kind"], text: "pretend tells nobody: it is only for environment: demo" }));
}

/** A rule as it is stored, whoever wrote it. */
export function toRule(name: string, rule: z.output<typeof ruleInput>): RuleSpec {
  const { kind, per, where, severity, forSeconds, keepSeconds, tells, steps, repeatSeconds, runbook, enabled, ...params } = rule;
  return {
    name,
    kind,
    // What is left are the keys of its kind, which are numbers.
    params: params as RuleSpec["params"],
    per,
    where: { ...everywhere, ...where },
    severity,
    forSeconds,
    keepSeconds,
    tells: tells ?? null,
    steps: steps.toSorted((one, other) => one.afterSeconds - other.afterSeconds),
    repeatSeconds,
    runbook: runbook ?? null,
    enabled,
  };
}

export function toRules(rules: Checked["alerts"]["rules"]): readonly RuleSpec[] {
  return Object.entries(rules).map(([name, rule]) => toRule(name, rule));
}

export function toOwners(owners: Checked["owners"]): readonly OwnerSpec[] {
  return Object.entries(owners).map(([team, spec]) => ({ team, ...spec }));
}

export function toChannels(channels: Checked["channels"]): readonly ChannelConfig[] {
  return Object.entries(channels).map(([name, channel]) => {
    const of: ChannelKind | undefined = channelKinds.find(({ kind }) => kind === channel["kind"]);
    if (!of) throw new Error(`No kind of channel is called "${String(channel["kind"])}".`);
    // The schema of its kind let it through, so `options` is of its kind too.
    return { kind: of.kind, name, ...of.options(channel) } as ChannelConfig;
  });
}
