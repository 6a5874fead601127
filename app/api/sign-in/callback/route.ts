import { callbackAnswer } from "../../../../server/http/oidc.ts";
import { route } from "../../../../server/http/route.ts";

/** The provider of single sign-on sends the browser here. */
export const GET = route(async ({ request, context }) => callbackAnswer(await context(), request), undefined, "link");
