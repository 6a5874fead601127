import { selectionWithReason } from "../../../../server/messages/input.ts";
import { exportAllowed } from "../../../../server/http/export.ts";
import { answerRefusal } from "../../../../server/http/guard.ts";
import { requestContext } from "../../../../server/trpc/request.ts";

/** A selection as a file of JSON lines, streamed. */
export async function POST(request: Request): Promise<Response> {
  const refusal = answerRefusal(request);
  if (refusal) return refusal;
  const form = await request.formData();
  const input = selectionWithReason.safeParse({ selection: readJson(form.get("selection")), reason: form.get("reason") });
  if (!input.success) return Response.json({ error: input.error.issues.map(({ message }) => message).join(" ") }, { status: 400 });
  const lines = await exportAllowed(await requestContext(request.headers.get("x-forwarded-for")), input.data);
  return new Response(streamOf(lines), {
    headers: {
      "content-type": "application/jsonl",
      "content-disposition": `attachment; filename="redrive-${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}.jsonl"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

/** Pulled line by line: a slow download slows the reading of the database. */
function streamOf(lines: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = lines[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: () => void iterator.return?.(),
  });
}

function readJson(value: FormDataEntryValue | null): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return null;
  }
}
