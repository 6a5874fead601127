import { bodyFile } from "../../../../../server/http/export.ts";
import { readInput, route } from "../../../../../server/http/route.ts";
import { bodyInput } from "../../../../../server/payloads/input.ts";

/** The body as a file: `?version=2`, without it the newest. */
export const GET = route<{ readonly messageId: string }>(async ({ request, params, context }) => {
  const version = new URL(request.url).searchParams.get("version");
  return bodyFile(await context(), readInput(bodyInput, { id: params.messageId, version }));
});
