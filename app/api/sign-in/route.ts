import { readInput, readJson, route } from "../../../server/http/route.ts";
import { signInAnswer } from "../../../server/http/sign-in.ts";
import { signInInput } from "../../../server/people/input.ts";

/** Signs in with the e-mail address and password of an account; the session is in the cookie that the answer sets. */
export const POST = route(async ({ request, context }) => {
  const input = readInput(signInInput, await readJson(request));
  return signInAnswer(await context(), input, request.headers);
});
