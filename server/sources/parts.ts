/** A list in parts, each within a number and, but for one that is larger by itself, within bytes. */
export function* partsOf<T extends { readonly bytes: number }>(
  list: readonly T[],
  most: { readonly count: number; readonly bytes: number },
): Generator<readonly T[]> {
  let part: T[] = [];
  let bytes = 0;
  for (const one of list) {
    if (part.length === most.count || (part.length > 0 && bytes + one.bytes > most.bytes)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(one);
    bytes += one.bytes;
  }
  if (part.length > 0) yield part;
}
