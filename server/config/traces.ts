import { names, text, url } from "../sources/source-kind.ts";

const place = "{traceId}";
/** Stands where the trace id goes while an address is judged. */
const sample = "0af7651916cd43dd8448eb211c80319c";

/** The address of a trace, with `{traceId}` in its path, query or fragment: an id never chooses the host that a person is sent to. */
const link = text.superRefine((value, refuse) => {
  const say = (message: string) => refuse.addIssue({ code: "custom", message });
  const parsed = URL.canParse(value.replaceAll(place, sample)) ? new URL(value.replaceAll(place, sample)) : null;
  if (!parsed || parsed.protocol !== "https:")
    return say(`must be an address that begins with https://, such as https://tempo.example/trace/${place}`);
  if (parsed.username || parsed.password) say("must not hold a user or a password");
  if (!`${parsed.pathname}${parsed.search}${parsed.hash}`.includes(sample))
    say(`must have ${place} in its path or query: the trace id stands there`);
  if (parsed.host.includes(sample)) say(`must not have ${place} in its host`);
});

export const tracesSchema = names({
  link: link.optional().meta({
    description: "Where a trace is looked at. The page of a message that carries a trace id links there.",
    examples: ["https://tempo.example/trace/{traceId}"],
  }),
})
  .prefault({})
  .describe("Traces. Redrive sends its own where the environment names an OTLP endpoint: [Metrics and traces](metrics.md#traces).");

type Env = Readonly<Record<string, string | undefined>>;

/** How many of Redrive's own traces are sent, from 0 to 1. null: none, since the environment names no endpoint or turns it off. */
export type TraceExport = { readonly ratio: number } | null;

const endpoints = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];
const samplers = ["always_on", "always_off", "traceidratio"];

/**
 * What the variables of OpenTelemetry say (its specification, "Environment Variable Specification"). Each span of Redrive begins a trace, so that a sampler by the
 * parent is the one of roots. `problem`: in words, without values, which may be secrets.
 */
export function readTraceExport(env: Env): { readonly export: TraceExport } | { readonly problem: string } {
  const endpoint = endpoints.find((name) => env[name]);
  const isOff = env["OTEL_SDK_DISABLED"]?.toLowerCase() === "true" || (env["OTEL_TRACES_EXPORTER"] || "otlp") !== "otlp";
  if (endpoint === undefined || isOff) return { export: null };
  const refused = url(["http", "https"]).safeParse(env[endpoint]).error?.issues[0]?.message;
  if (refused !== undefined) return { problem: `the environment variable ${endpoint} ${refused}` };
  const sampler = (env["OTEL_TRACES_SAMPLER"] || "always_on").replace(/^parentbased_/, "");
  if (!samplers.includes(sampler))
    return {
      problem: `the environment variable OTEL_TRACES_SAMPLER must be one of: ${samplers.join(", ")}, or one of them after parentbased_`,
    };
  const ratio = sampler === "traceidratio" ? Number(env["OTEL_TRACES_SAMPLER_ARG"] || 1) : Number(sampler === "always_on");
  if (!(ratio >= 0 && ratio <= 1)) return { problem: "the environment variable OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1" };
  return { export: { ratio } };
}
