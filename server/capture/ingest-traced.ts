import { inSpan } from "../traces/in-span.ts";
import { linksOf } from "../traces/links.ts";
import { type Ingested, ingestBatch } from "./ingest.ts";

/** `ingestBatch` in a span that is linked to the traces of its messages: to as many as a span may have. */
export function ingestTraced(...[ctx, input]: Parameters<typeof ingestBatch>): Promise<Ingested> {
  const { reader, batch } = input;
  return inSpan(
    () => {
      const { links, read } = linksOf(
        batch.map(({ head }) => head),
        reader.codec,
      );
      const of = { "redrive.source": reader.source, "redrive.queue": reader.queue, "redrive.messages": batch.length };
      return {
        name: `capture ${reader.queue}`,
        kind: "consumer",
        attributes: { ...of, "redrive.messages_not_linked": batch.length - read },
        links,
      };
    },
    () => ingestBatch(ctx, input),
    ({ stored, known, failed }) => ({ "redrive.stored": stored, "redrive.known": known, "redrive.failed_imports": failed }),
  );
}
