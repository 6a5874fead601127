import { messagesFile } from "../../../../server/http/export.ts";
import { readForm, readInput, route } from "../../../../server/http/route.ts";
import { confirmedWithReason } from "../../../../server/messages/input.ts";

/** What a person confirmed as a file of JSON lines, streamed. A form sends it: `selection` as JSON, and `reason`. */
export const POST = route(async ({ request, context }) => {
  const form = await readForm(request);
  const input = readInput(confirmedWithReason, { selection: readJson(form.get("selection")), reason: form.get("reason") });
  return messagesFile(await context(), input);
});

function readJson(value: FormDataEntryValue | null): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return null;
  }
}
