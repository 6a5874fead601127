/** Names of downstreams as one text of a row: no name has a comma. "": it needs none. */
export function packNeeds(needs: readonly string[]): string {
  return needs.join(",");
}

/** null: its row has not been derived since it holds them. */
export function unpackNeeds(packed: string | null): readonly string[] | null {
  return packed === null ? null : packed.split(",").filter((name) => name !== "");
}
