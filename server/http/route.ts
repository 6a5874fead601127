import type { z } from "zod";
import { hasToken, tokenInAddress } from "../access/find-token.ts";
import { refuseForeign } from "../access/origin.ts";
import { demandSomebody } from "../access/act.ts";
import { answerError, DomainError } from "../errors.ts";
import { log } from "../process/log.ts";
import { problemWords } from "../text/input.ts";
import { markLine } from "../text/marked.ts";
import type { RequestCtx } from "../trpc/init.ts";
import { readConfigOnce, requestContext } from "../trpc/request.ts";
import { plainBytes, takeBody } from "./body.ts";

interface Call<Params> {
  /** With its whole body in memory. */
  readonly request: Request;
  /** The parts of the path that stand in brackets in the folder's name. */
  readonly params: Params;
  readonly context: () => Promise<RequestCtx>;
}

/**
 * A route handler. It serves only the console's own pages and programs (`from`: or also whoever follows a link from elsewhere, or anybody, who then has to prove
 * it in what they send), answers errors as tRPC does, refuses bodies that are too large, and lets no cache keep an answer. What else every answer carries
 * `server/serve/serve.ts` adds. The proxy of the pages does not see these requests: it would cut what they send at 10 MB, and replace their policy.
 */
export function route<Params = object>(
  answer: (call: Call<Params>) => Promise<Response>,
  mostBytes: (request: Request) => number = () => plainBytes,
  from: "own" | "link" | "anybody" = "own",
) {
  return async (request: Request, segments: { readonly params: Promise<Params> }): Promise<Response> => {
    const response = await guarded(request, from, async () => {
      const most = mostBytes(request);
      // Before the memory of a large body is spent on a stranger.
      if (most > plainBytes) demandSomebody(await requestContext(request));
      return answer({ request: await takeBody(request, most), params: await segments.params, context: () => requestContext(request) });
    });
    response.headers.append("cache-control", "no-store");
    return response;
  };
}

async function guarded(request: Request, from: "own" | "link" | "anybody", answer: () => Promise<Response>): Promise<Response> {
  try {
    const refusal = from === "anybody" ? null : refuseForeign(request, readConfigOnce().http, from === "link" ? "page" : "answer");
    if (refusal !== null) throw new DomainError("forbidden", refusal);
    if (hasToken(request.url)) throw new DomainError("invalid", tokenInAddress);
    return await answer();
  } catch (error) {
    const { status, message } = answerError(error, log, new URL(request.url).pathname);
    return Response.json({ error: markLine(message) }, { status });
  }
}

/** What a request sent, checked. Rejects with `invalid` and every problem. */
export function readInput<Schema extends z.ZodType>(schema: Schema, sent: unknown): z.infer<Schema> {
  const read = schema.safeParse(sent);
  if (!read.success) throw new DomainError("invalid", problemWords(read.error));
  return read.data;
}

/** The form that a request sent. Rejects with `invalid` when it is none. */
export function readForm(request: Request): Promise<FormData> {
  return request.formData().catch((cause: unknown) => {
    throw new DomainError("invalid", "Send a form: multipart/form-data or application/x-www-form-urlencoded.", { cause });
  });
}

/** The JSON that a request sent. Rejects with `invalid` when it is none. */
export function readJson(request: Request): Promise<unknown> {
  return request.json().catch((cause: unknown) => {
    throw new DomainError("invalid", "Send JSON.", { cause });
  });
}
