import type { Head, HeadCodec, Header, HeaderValue } from "../../sources/port.ts";

/**
 * 53 bits that are equal when the same message is handed out again: queue, address, properties and headers in any order, and body, without what
 * counts deliveries. Identical messages that are not the same have equal fingerprints too, so it only ever raises a suspicion: a quick
 * hash is enough, and one that somebody can forge does no harm.
 */
export function messageFingerprint(
  queueId: number,
  head: Head,
  body: Uint8Array | null,
  { isRewritten }: Pick<HeadCodec, "isRewritten">,
): number {
  const hash = new Mix(queueId);
  for (const name in head.address) hash.text(name).text(head.address[name] ?? "");
  if (head.key) hash.bytes(head.key);
  for (const [of, list] of [
    ["property", head.properties],
    ["header", head.headers],
  ] as const) {
    hash.number(of === "header" ? 1 : 2);
    for (const { name, value } of byName(list)) {
      if (!isRewritten({ of, name })) hash.text(name).text(textOf(value));
    }
  }
  return body === null ? hash.number(1).end() : hash.bytes(body).end();
}

/** A quorum queue hands what was requeued out with its headers in another order (RabbitMQ 3.10). */
export function byName(list: readonly Header[]): readonly Header[] {
  return list.toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}

function textOf({ text, fields, items }: HeaderValue): string {
  if (text !== null) return text;
  if (fields) return JSON.stringify(byName(fields).map(({ name, value }) => [name, textOf(value)]));
  return items ? JSON.stringify(items.map(textOf)) : "null";
}

/** Two multiplicative 32-bit hashes side by side, each mixed into the other at the end. */
class Mix {
  #a = 0x9e3779b9;
  #b = 0x85ebca6b;

  constructor(seed: number) {
    this.number(seed);
  }

  number(value: number): this {
    this.#a = Math.imul(this.#a ^ value, 0x9e3779b1);
    this.#b = Math.imul(this.#b ^ value, 0x5f356495);
    return this;
  }

  text(text: string): this {
    let a = this.#a;
    let b = this.#b;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      a = Math.imul(a ^ code, 0x9e3779b1);
      b = Math.imul(b ^ code, 0x5f356495);
    }
    this.#a = a;
    this.#b = b;
    return this.number(text.length);
  }

  bytes(bytes: Uint8Array): this {
    let a = this.#a;
    let b = this.#b;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      a = Math.imul(a ^ byte, 0x9e3779b1);
      b = Math.imul(b ^ byte, 0x5f356495);
    }
    this.#a = a;
    this.#b = b;
    return this.number(bytes.length);
  }

  end(): number {
    const a = Math.imul(this.#a ^ (this.#a >>> 16), 0x2c1b3c6d) ^ Math.imul(this.#b ^ (this.#b >>> 13), 0x297a2d39);
    const b = Math.imul(this.#b ^ (this.#b >>> 16), 0x2c1b3c6d) ^ Math.imul(a ^ (a >>> 13), 0x297a2d39);
    return (b & 0x1fffff) * 0x1_0000_0000 + (a >>> 0);
  }
}
