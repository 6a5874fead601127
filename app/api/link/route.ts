import { readInput, readJson, route } from "../../../server/http/route.ts";
import { linkAnswer } from "../../../server/http/sign-in.ts";
import { linkInput } from "../../../server/people/input.ts";

/** What a one-time link does, for the page that it opens. */
export const POST = route(async ({ request, context }) => {
  const input = readInput(linkInput, await readJson(request));
  return linkAnswer(await context(), input);
});
