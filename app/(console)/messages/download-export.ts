import type { Confirmed } from "./selection";

/** A form post, so that the browser streams the file to disk. */
export function downloadExport(selection: Confirmed, reason: string): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/api/messages/export";
  for (const [name, value] of Object.entries({ selection: JSON.stringify(selection), reason })) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
  form.remove();
}
