import type { HeaderType } from "../port.ts";

/** AMQP bytes written by hand, apart from the adapter's own encoder. */

export const field = (name: string | Buffer, value: Buffer): Buffer => {
  const bytes = Buffer.from(name);
  return Buffer.concat([Buffer.of(bytes.length), bytes, value]);
};

const sized = (tag: string, content: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([Buffer.from(tag), length, content]);
};

export const longstr = (text: string | Buffer): Buffer => sized("S", Buffer.from(text));
export const table = (...fields: Buffer[]): Buffer => sized("F", Buffer.concat(fields));
export const array = (...items: Buffer[]): Buffer => sized("A", Buffer.concat(items));
const hex = (tag: string, digits: string): Buffer => Buffer.concat([Buffer.from(tag), Buffer.from(digits, "hex")]);

interface Sample {
  readonly bytes: Buffer;
  readonly type: HeaderType;
  readonly wire: string;
  readonly text: string | null;
}

const sample = (bytes: Buffer, type: HeaderType, wire: string, text: string | null): Sample => ({ bytes, type, wire, text });

/** Every field type, with the values that clients are known to spoil. */
export const everyField: readonly Sample[] = [
  sample(hex("b", "fb"), "int8", "int8", "-5"),
  sample(hex("B", "fb"), "uint8", "uint8", "251"),
  sample(hex("s", "8000"), "int16", "int16", "-32768"),
  sample(hex("u", "ffff"), "uint16", "uint16", "65535"),
  sample(hex("I", "00000005"), "int32", "int32", "5"),
  sample(hex("i", "ffffffff"), "uint32", "uint32", "4294967295"),
  sample(hex("l", "0020000000000001"), "int64", "int64", "9007199254740993"),
  sample(hex("l", "8000000000000000"), "int64", "int64", "-9223372036854775808"),
  sample(hex("f", "3dcccccd"), "float", "float", "0.1"),
  sample(hex("d", "3ff0000000000000"), "double", "double", "1"),
  sample(hex("d", "8000000000000000"), "double", "double", "-0"),
  sample(hex("D", "0200000096"), "decimal", "decimal", "1.50"),
  sample(hex("T", "000000006553f100"), "timestamp", "timestamp", "2023-11-14T22:13:20.000Z"),
  sample(hex("T", "7fffffffffffffff"), "timestamp", "timestamp", "9223372036854775807"),
  sample(hex("t", "01"), "bool", "boolean", "true"),
  sample(Buffer.from("V"), "void", "void", null),
  sample(longstr("Zo\u00eb \u0000"), "string", "longstr", "Zo\u00eb \u0000"),
  sample(longstr(Buffer.of(0xff, 0xfe, 0x00)), "bytes", "longstr", "//4A"),
  sample(sized("x", Buffer.of(0, 1, 255)), "bytes", "byte array", "AAH/"),
  sample(table(field("z", longstr("1")), field("a", hex("I", "00000001")), field("a", Buffer.from("V"))), "table", "table", null),
  sample(array(hex("b", "01"), array(), table(field("__proto__", longstr("p"))), longstr("")), "array", "array", null),
];

type Values = Partial<Record<"content-type" | "expiration" | "message-id" | "type" | "user-id", string>> & {
  readonly headers?: readonly Buffer[];
  readonly "delivery-mode"?: number;
  readonly timestamp?: bigint;
};

/** A properties payload: flags, then the properties in AMQP's order. */
export function properties(values: Values): Buffer {
  const shortstr = (text: string) => field(text, Buffer.alloc(0));
  const parts: [bit: number, bytes: Buffer | undefined][] = [
    [0x8000, values["content-type"] === undefined ? undefined : shortstr(values["content-type"])],
    [0x2000, values.headers === undefined ? undefined : table(...values.headers).subarray(1)],
    [0x1000, values["delivery-mode"] === undefined ? undefined : Buffer.of(values["delivery-mode"])],
    [0x0100, values.expiration === undefined ? undefined : shortstr(values.expiration)],
    [0x0080, values["message-id"] === undefined ? undefined : shortstr(values["message-id"])],
    [0x0040, values.timestamp === undefined ? undefined : hex("", values.timestamp.toString(16).padStart(16, "0"))],
    [0x0020, values.type === undefined ? undefined : shortstr(values.type)],
    [0x0010, values["user-id"] === undefined ? undefined : shortstr(values["user-id"])],
  ];
  const flags = Buffer.alloc(2);
  flags.writeUInt16BE(parts.reduce((set, [bit, bytes]) => (bytes === undefined ? set : set | bit), 0));
  return Buffer.concat([flags, ...parts.flatMap(([, bytes]) => bytes ?? [])]);
}
