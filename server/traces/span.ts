import type { TraceContext } from "../failures/trace-context.ts";

export type Attributes = Readonly<Record<string, string | number>>;

/** A stretch of work as a trace shows it. No payload, header or error text stands in it. */
export interface SpanOf {
  readonly name: string;
  readonly kind: "consumer" | "producer";
  readonly attributes: Attributes;
  /** The traces that its messages were sent in: linked, not continued, since the message goes on with its own. */
  readonly links: readonly TraceContext[];
}

/** What writes spans. `end` is called once for each begun. */
export interface SpanWriter {
  begin(of: SpanOf): { end(how: { readonly failed: boolean; readonly attributes: Attributes }): void };
}
