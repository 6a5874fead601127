import type { SQSClient } from "@aws-sdk/client-sqs";

/** What a client hears while it is used for other things. */
export interface Heard {
  /** When SQS last answered, by `performance.now`; null: not since a request got no answer. */
  at: number | null;
}

/** Notes when SQS answers, and puts the action of a failed request into its error ("DeleteMessageBatch"), since SQS names it only in part. */
export function watchClient(client: SQSClient): Heard {
  const heard: Heard = { at: null };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        const result = await next(args);
        heard.at = performance.now();
        return result;
      } catch (error) {
        const isAborted = error instanceof Error && error.name === "AbortError";
        if (!isAborted) heard.at = null;
        if (error instanceof Error) Object.assign(error, { action: String(context["commandName"] ?? "").replace(/Command$/, "") });
        throw error;
      }
    },
    { step: "initialize" },
  );
  return heard;
}

/** The permission that a failed request needed: "sqs:DeleteMessage"; null: the error is of no request. */
export function permissionOf(error: unknown): string | null {
  if (!(error instanceof Error) || !("action" in error) || typeof error.action !== "string" || error.action === "") return null;
  return `sqs:${error.action.replace(/Batch$/, "")}`;
}
