import { readInput, readJson, route } from "../../../server/http/route.ts";
import { setPasswordAnswer } from "../../../server/http/sign-in.ts";
import { setPasswordInput } from "../../../server/people/input.ts";

/** Sets the password of an account by a one-time link; the answer signs it in. */
export const POST = route(async ({ request, context }) => {
  const input = readInput(setPasswordInput, await readJson(request));
  return setPasswordAnswer(await context(), input, request.headers);
});
