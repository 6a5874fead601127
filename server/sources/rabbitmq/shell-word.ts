/** What a terminal obeys, and what is not drawn or reorders a line. */
const unseen = /[\p{Cc}\p{DI}]/u;

/** One word of a command for bash, whatever is in it: quoted, and what cannot be seen is written as its bytes. */
export function shellWord(text: string): string {
  if (!unseen.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  const bytes = [...Buffer.from(text)].map((byte) =>
    byte > 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`,
  );
  return `$'${bytes.join("")}'`;
}
