import type { Attributes, SpanOf, SpanWriter } from "./span.ts";

let writer: SpanWriter | null = null;

/** From now on spans are written, until null says otherwise: `start.ts` says who writes. */
export function writeSpansTo(next: SpanWriter | null): void {
  writer = next;
}

/** Does the work in a span. Where nobody writes spans it only does the work: `describe` is not called. `told`: what the result adds to the span. */
export async function inSpan<T>(describe: () => SpanOf, work: () => Promise<T>, told: (result: T) => Attributes): Promise<T> {
  if (writer === null) return work();
  const span = writer.begin(describe());
  try {
    const result = await work();
    span.end({ failed: false, attributes: told(result) });
    return result;
  } catch (error) {
    span.end({ failed: true, attributes: {} });
    throw error;
  }
}
