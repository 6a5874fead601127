import { beginAnswer } from "../../../../server/http/oidc.ts";
import { route } from "../../../../server/http/route.ts";

/** Goes on to the provider of single sign-on; `to`: the page to come back to. */
export const GET = route(async ({ request, context }) => beginAnswer(await context(), request));
