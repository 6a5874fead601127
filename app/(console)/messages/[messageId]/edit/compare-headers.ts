import type { Header } from "@/server/sources/port";

export interface HeaderRow {
  readonly header: Header;
  readonly fate: "kept" | "changed" | "added" | "removed";
  /** Its former value when it is another now. */
  readonly was: Header["value"] | null;
}

/** What is sent beside what arrived: in the order of the wire, then what is left out. Duplicates are told apart by their turn. */
export function compareHeaders(before: readonly Header[], after: readonly Header[]): readonly HeaderRow[] {
  const left = [...before];
  const take = (fits: (header: Header) => boolean): Header | null => {
    const at = left.findIndex(fits);
    return at < 0 ? null : (left.splice(at, 1)[0] ?? null);
  };
  const nameOf = ({ name, nameBytes }: Header) => nameBytes ?? name;
  const valueOf = ({ value: { type, text, fields, items } }: Header) => JSON.stringify([type, text, fields, items]);
  const kept = after.map((header) => take((other) => nameOf(other) === nameOf(header) && valueOf(other) === valueOf(header)));
  const rows = after.map((header, index): HeaderRow => {
    if (kept[index]) return { header, fate: "kept", was: null };
    const was = take((other) => nameOf(other) === nameOf(header));
    return was ? { header, fate: "changed", was: was.value } : { header, fate: "added", was: null };
  });
  return [...rows, ...left.map((header): HeaderRow => ({ header, fate: "removed", was: null }))];
}
