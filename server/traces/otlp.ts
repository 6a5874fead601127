import { diag, DiagLogLevel, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider, TraceIdRatioBasedSampler } from "@opentelemetry/sdk-trace";
import type { Ctx } from "../context.ts";
import { Outbound } from "../outbound/outbound.ts";
import { brokerRule } from "../outbound/rule.ts";
import type { SpanWriter } from "./span.ts";

/** How often it is said that spans are lost. */
const sayMs = 60_000;
/** How long a stop waits for an endpoint. */
const closeMs = 3_000;
const kinds = { consumer: SpanKind.CONSUMER, producer: SpanKind.PRODUCER } as const;

/** Sends spans by OTLP over HTTP in JSON, as the variables of OpenTelemetry say. What the endpoint does not take is lost: nothing waits for it. */
export function openWriter(
  { ratio }: { readonly ratio: number },
  log: Ctx["log"],
): { readonly writer: SpanWriter; close(): Promise<void> } {
  const say = sayFailures(log);
  const exporter = new OTLPTraceExporter({ httpAgentOptions: { lookup: new Outbound(brokerRule).lookup } });
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": "redrive" }))
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: new TraceIdRatioBasedSampler(ratio),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer("redrive");
  const writer: SpanWriter = {
    begin: ({ name, kind, attributes, links }) => {
      const linked = links.map(({ traceId, spanId, sampled }) => ({
        context: { traceId, spanId: spanId ?? "", traceFlags: sampled === true ? TraceFlags.SAMPLED : TraceFlags.NONE, isRemote: true },
      }));
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes: { ...attributes }, links: linked }, ROOT_CONTEXT);
      return {
        end: ({ failed, attributes: more }) => {
          span.setAttributes({ ...more });
          if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
  };
  const late = () => new Promise<void>((resolve) => void setTimeout(resolve, closeMs).unref());
  return { writer, close: () => Promise.race([provider.shutdown().catch((error: unknown) => say(String(error))), late()]) };
}

/** Answers how to say one more: the library itself tells of those while it runs, and of those at its end by a rejection. */
function sayFailures(log: Ctx["log"]): (message: string) => void {
  let saidAt = Number.NEGATIVE_INFINITY;
  const say = (message: string) => {
    if (performance.now() - saidAt < sayMs) return;
    saidAt = performance.now();
    log.warn({ error: message.slice(0, 500) }, "Traces could not be sent to the OTLP endpoint; they are lost. Said once a minute at most.");
  };
  const silent = () => {};
  diag.setLogger({ error: say, warn: silent, info: silent, debug: silent, verbose: silent }, DiagLogLevel.ERROR);
  return say;
}
