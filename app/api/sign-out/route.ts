import { route } from "../../../server/http/route.ts";
import { signOutAnswer } from "../../../server/http/sign-in.ts";

/** Ends the session that asks. */
export const POST = route(async ({ context }) => signOutAnswer(await context()));
