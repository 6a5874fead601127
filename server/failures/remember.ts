/**
 * A pure function of texts that come again and again, with its answers remembered. Bounded, so that hostile texts cannot fill the memory: forgets all
 * after `most` of them, and never remembers one that is longer than `longest`.
 */
export function remember<T>(read: (text: string) => T, { most = 1_000, longest = 2_000 } = {}): (text: string) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (text) => {
    const found = known.get(text);
    if (found) return found.answer;
    if (text.length > longest) return read(text);
    // A copy: a part of a string would keep the whole of it in memory.
    const copy = Buffer.from(text, "utf16le").toString("utf16le");
    const answer = read(copy);
    if (known.size >= most) known.clear();
    known.set(copy, { answer });
    return answer;
  };
}
