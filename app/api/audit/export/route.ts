import { ReadableStream } from "node:stream/web";
import { auditFilter } from "../../../../server/audit/input.ts";
import { auditAllowed } from "../../../../server/http/export-audit.ts";
import { answerRefusal } from "../../../../server/http/guard.ts";
import { requestContext } from "../../../../server/trpc/request.ts";

const kinds = { csv: "text/csv; charset=utf-8", json: "application/jsonl" } as const;

/** The audit log as filtered, as a file: `?format=csv` or `json` beside the filter's own parameters. Streamed. */
export async function GET(request: Request): Promise<Response> {
  const refusal = answerRefusal(request);
  if (refusal) return refusal;
  const { format, ...rest } = Object.fromEntries(new URL(request.url).searchParams);
  const filter = auditFilter.safeParse(rest);
  if (!filter.success) return Response.json({ error: filter.error.issues.map(({ message }) => message).join(" ") }, { status: 400 });
  if (format !== "csv" && format !== "json") return Response.json({ error: "The format is csv or json." }, { status: 400 });
  const lines = await auditAllowed(await requestContext(request.headers.get("x-forwarded-for")), filter.data, format);
  return new Response(ReadableStream.from(bytesOf(lines)) as BodyInit, {
    headers: {
      "content-type": kinds[format],
      "content-disposition": `attachment; filename="redrive-audit-${new Date().toISOString().slice(0, 10)}.${format === "csv" ? "csv" : "jsonl"}"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

async function* bytesOf(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const line of lines) yield encoder.encode(line);
}
