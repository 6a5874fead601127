import { DomainError } from "../../../../../server/errors.ts";
import { bodyAllowed } from "../../../../../server/http/export.ts";
import { answerRefusal } from "../../../../../server/http/guard.ts";
import { requestContext } from "../../../../../server/trpc/request.ts";

/** The body as a file that no browser opens or runs. */
export async function GET(request: Request, { params }: { params: Promise<{ messageId: string }> }): Promise<Response> {
  const refusal = answerRefusal(request);
  if (refusal) return refusal;
  const id = Number((await params).messageId);
  const version = Number(new URL(request.url).searchParams.get("version")) || null;
  try {
    const body = await bodyAllowed(await requestContext(request.headers.get("x-forwarded-for")), { id, version });
    return new Response(new Uint8Array(body), {
      headers: {
        "content-type": "application/octet-stream",
        "content-disposition": `attachment; filename="message-${id}.bin"`,
        "content-security-policy": "sandbox; default-src 'none'",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    if (error instanceof DomainError) return Response.json({ error: error.message }, { status: 404 });
    throw error;
  }
}
