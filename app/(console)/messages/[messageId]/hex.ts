/** The stored bytes as far as they were sent. */
export function bytesOf({ base64, text }: { base64: string | null; text: string | null }): Uint8Array {
  return base64 === null ? new TextEncoder().encode(text ?? "") : Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Offset, sixteen bytes in hex, and the printable ASCII among them, a line each. */
export function hexLines(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += 16) {
    const part = [...bytes.subarray(offset, offset + 16)];
    const hex = part.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`${offset.toString(16).padStart(8, "0")}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines;
}
