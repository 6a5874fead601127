import { expect, test } from "vitest";
import { readConfig } from "./read.ts";

const read = (link: string, env = {}) => readConfig(link === "" ? "" : `traces: { link: "${link}" }`, "redrive.yaml", env).traces;

test.each(["https://tempo.example/trace/{traceId}", "https://g.example/explore?left={traceId}&x=1", "https://j.example/#/t/{traceId}"])(
  "%s is a link",
  (link) => expect(read(link).link).toBe(link),
);

test.each([
  ["http://tempo.example/trace/{traceId}", "must be an address that begins with https://"],
  ["javascript:alert('{traceId}')", "must be an address that begins with https://"],
  ["/trace/{traceId}", "must be an address that begins with https://"],
  ["https://me:pw@tempo.example/{traceId}", "must not hold a user or a password"],
  ["https://tempo.example/trace/{id}", "must have {traceId} in its path or query"],
  ["https://{traceId}.example/", "must have {traceId} in its path or query"],
  ["https://{traceId}.example/{traceId}", "must not have {traceId} in its host"],
])("%s is none", (link, problem) => expect(() => read(link)).toThrow(problem));

const at = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" };

test.each([
  [{}, null],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "" }, null],
  [at, { ratio: 1 }],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://c:4318/v1/traces" }, { ratio: 1 }],
  [{ ...at, OTEL_SDK_DISABLED: "TRUE" }, null],
  [{ ...at, OTEL_TRACES_EXPORTER: "none" }, null],
  [{ ...at, OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.25" }, { ratio: 0.25 }],
  [{ ...at, OTEL_TRACES_SAMPLER: "always_off" }, { ratio: 0 }],
])("%j: of its own traces are sent %j", (env, sent) => expect(read("", env).export).toEqual(sent));

test.each([
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: "c:4317" },
    "the environment variable OTEL_EXPORTER_OTLP_ENDPOINT must be a URL that begins with http:// or",
  ],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://169.254.169.254/" },
    "OTEL_EXPORTER_OTLP_ENDPOINT must not be a link-local address, the metadata service",
  ],
  [{ ...at, OTEL_TRACES_SAMPLER: "jaeger_remote" }, "OTEL_TRACES_SAMPLER must be one of: always_on, always_off, traceidratio"],
  [{ ...at, OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "25 %" }, "OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1"],
])("%j is refused", (env, problem) => expect(() => read("", env)).toThrow(problem));
