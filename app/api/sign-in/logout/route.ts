import { providerLogoutAnswer } from "../../../../server/http/oidc.ts";
import { route } from "../../../../server/http/route.ts";

/** The provider of single sign-on says that somebody signed out there. It is no page of ours: what it sends proves itself. */
export const POST = route(
  async ({ request, context }) => providerLogoutAnswer(await context(), request),
  () => 65_536,
  "anybody",
);
