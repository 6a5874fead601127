import { readTraceContext, type TraceContext } from "../failures/trace-context.ts";
import type { HeadCodec } from "../sources/port.ts";

/** As many as a span may have (OpenTelemetry specification, "Span Limits"). */
const most = 128;

/** The traces of these messages that can be linked, which a trace without a span cannot. `read`: of so many messages; the others were not looked at. */
export function linksOf(
  heads: readonly Uint8Array[],
  codec: Pick<HeadCodec, "decode">,
): { readonly links: readonly TraceContext[]; readonly read: number } {
  const links: TraceContext[] = [];
  let read = 0;
  for (; read < heads.length && links.length < most; read++) {
    const context = readTraceContext(codec.decode(heads[read] as Uint8Array));
    if (context !== null && context.spanId !== null) links.push(context);
  }
  return { links, read };
}
