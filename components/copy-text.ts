/**
 * Puts a text on the clipboard; false: the browser does not allow it. Over plain HTTP from another host a browser has no clipboard for pages, only the old
 * command on what is selected.
 */
export async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const field = document.createElement("textarea");
  field.value = text;
  // Within the dialog that may be open, which would take the focus back.
  (document.activeElement?.closest("[role=dialog]") ?? document.body).append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
