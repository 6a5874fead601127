import { messagesFile } from "../../../../server/http/export.ts";
import { readInput, route } from "../../../../server/http/route.ts";
import { selectionWithReason } from "../../../../server/messages/input.ts";

/** A selection as a file of JSON lines, streamed. A form sends it: `selection` as JSON, and `reason`. */
export const POST = route(async ({ request, context }) => {
  const form = await request.formData();
  const input = readInput(selectionWithReason, { selection: readJson(form.get("selection")), reason: form.get("reason") });
  return messagesFile(await context(), input);
});

function readJson(value: FormDataEntryValue | null): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return null;
  }
}
