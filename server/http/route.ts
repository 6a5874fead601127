import type { z } from "zod";
import { answerPolicy } from "../access/content-policy.ts";
import { refuseForeign } from "../access/origin.ts";
import { answerError, DomainError } from "../errors.ts";
import { log } from "../process/log.ts";
import type { RequestCtx } from "../trpc/init.ts";
import { readConfigOnce, requestContext } from "../trpc/request.ts";

interface Call<Params> {
  readonly request: Request;
  /** The parts of the path that stand in brackets in the folder's name. */
  readonly params: Params;
  readonly context: () => Promise<RequestCtx>;
}

/** A route handler. It serves only the console's own pages, answers errors as tRPC does, and lets no cache keep an answer. */
export function route<Params = object>(answer: (call: Call<Params>) => Promise<Response>) {
  return async (request: Request, segments: { readonly params: Promise<Params> }): Promise<Response> => {
    const response = await guarded(request, async () => answer({ request, params: await segments.params, context: requestContext }));
    response.headers.append("cache-control", "no-store");
    response.headers.set("x-content-type-options", "nosniff");
    response.headers.set("content-security-policy", answerPolicy);
    return response;
  };
}

async function guarded(request: Request, answer: () => Promise<Response>): Promise<Response> {
  try {
    const refusal = refuseForeign(request, readConfigOnce().http);
    if (refusal !== null) throw new DomainError("forbidden", refusal);
    return await answer();
  } catch (error) {
    const { status, message } = answerError(error, log, new URL(request.url).pathname);
    return Response.json({ error: message }, { status });
  }
}

/** What a request sent, checked. Rejects with `invalid` and every problem. */
export function readInput<Schema extends z.ZodType>(schema: Schema, sent: unknown): z.infer<Schema> {
  const read = schema.safeParse(sent);
  if (!read.success) throw new DomainError("invalid", read.error.issues.map(({ message }) => message).join(" "));
  return read.data;
}
