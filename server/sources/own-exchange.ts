/** RabbitMQ cuts line breaks out of the name when it declares an exchange, and takes no more bytes. */
const longestName = 255;
const own = /^redrive\.replay\.(?:([^.]+)\.\d+(?:\.(.*))?$)?/s;

/**
 * The name of an exchange that Redrive declares for itself, the `n`th of the process `owner`. A broker notes that name when the message dies again, so it ends
 * with the exchange that the message was first published to. `first` null: not known, and so is what does not fit.
 */
export function ownExchange(owner: string, n: number, first: string | null): string {
  const name = `redrive.replay.${owner}.${n}`;
  const told = first === null || /[\r\n]/.test(first) ? name : `${name}.${first}`;
  return Buffer.byteLength(told) <= longestName ? told : name;
}

/** The exchange that a message was published to before Redrive replayed it by one of its own; any other is returned as it is. null: not known. */
export function firstExchange(name: string): string | null {
  const found = own.exec(name);
  return found ? (found[2] ?? null) : name;
}

/** The process that declared an exchange; null: no process of Redrive, or one of a version that did not say. */
export function ownerOf(name: string): string | null {
  return own.exec(name)?.[1] ?? null;
}
