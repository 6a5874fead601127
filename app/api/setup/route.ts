import { readInput, readJson, route } from "../../../server/http/route.ts";
import { setUpAnswer } from "../../../server/http/sign-in.ts";
import { setUpInput } from "../../../server/people/input.ts";

/** Makes the first account by the setup link; the answer signs it in. */
export const POST = route(async ({ request, context }) => {
  const input = readInput(setUpInput, await readJson(request));
  return setUpAnswer(await context(), input, request.headers);
});
