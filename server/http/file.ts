import { answerError } from "../errors.ts";
import { log } from "../process/log.ts";

interface FileFacts {
  readonly name: string;
  readonly type: string;
}

/** A download. Lines are pulled one by one, so that a slow client slows the reading of the database. */
export function fileResponse(content: Uint8Array<ArrayBuffer> | AsyncIterable<string>, { name, type }: FileFacts): Response {
  const body = content instanceof Uint8Array ? content : streamOf(content, name);
  return new Response(body, {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="${name}"`,
    },
  });
}

/** An error after the first line breaks the download off; only the log says why. */
function streamOf(lines: AsyncIterable<string>, name: string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = lines[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      try {
        const { done, value } = await iterator.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        controller.error(new Error(answerError(error, log, name).message));
      }
    },
    cancel: () => void iterator.return?.(),
  });
}
