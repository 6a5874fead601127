import { BrokerError, type Header, type HeaderType, type HeaderValue } from "../port.ts";
import { fieldTags } from "./field-scan.ts";

const ranges: Partial<Record<HeaderType, readonly [tag: string, bits: number, signed: boolean]>> = {
  int8: ["b", 8, true],
  uint8: ["B", 8, false],
  int16: ["s", 16, true],
  uint16: ["u", 16, false],
  int32: ["I", 32, true],
  uint32: ["i", 32, false],
  int64: ["l", 64, true],
};

/** A header as a field-table entry. Throws `BrokerError("invalid")` that names the header. */
export function encodeHeader(header: Header, path = header.name): Buffer {
  const name = Buffer.from(header.nameBytes ?? header.name, header.nameBytes === undefined ? "utf8" : "base64");
  if (name.length > 255) throw invalid(path, `has a name of ${name.length} bytes; 255 are allowed`);
  return Buffer.concat([Buffer.of(name.length), name, encodeValue(header.value, path)]);
}

/** The bytes of a text that came from `decodeText`, or that an operator wrote. */
export function encodeText(value: HeaderValue, path: string): Buffer {
  if (value.text === null || (value.type !== "string" && value.type !== "bytes")) throw invalid(path, "must be a string or bytes");
  if (value.type === "string") return Buffer.from(value.text, "utf8");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value.text)) throw invalid(path, "is not base64");
  return Buffer.from(value.text, "base64");
}

/** Eight bytes of seconds from ISO time or from digits. */
export function encodeTimestamp(value: HeaderValue, path: string): Buffer {
  const text = value.text ?? "";
  const bytes = Buffer.alloc(8);
  if (/^\d{1,20}$/.test(text)) bytes.writeBigUInt64BE(BigInt.asUintN(64, BigInt(text)));
  else {
    const seconds = Math.floor(Date.parse(text) / 1000);
    if (!(seconds >= 0)) throw invalid(path, "is not a time from 1970 on; write it as 2026-01-31T12:00:00Z");
    bytes.writeBigUInt64BE(BigInt(seconds));
  }
  return bytes;
}

export function invalid(path: string, what: string): BrokerError {
  return new BrokerError("invalid", `Header "${path}" ${what}.`);
}

const encoders: Partial<Record<HeaderType, (value: HeaderValue, path: string) => Buffer>> = {
  string: (value, path) => prefixed("S", encodeText(value, path)),
  bytes: (value, path) => prefixed(value.wire === "longstr" ? "S" : "x", encodeText(value, path)),
  timestamp: (value, path) => tagged("T", encodeTimestamp(value, path)),
  void: () => Buffer.from("V"),
  bool: encodeBool,
  float: encodeFloat,
  double: encodeFloat,
  decimal: encodeDecimal,
  table: ({ fields = [] }, path) => prefixed("F", Buffer.concat(fields.map((field) => encodeHeader(field, `${path}.${field.name}`)))),
  array: ({ items = [] }, path) => prefixed("A", Buffer.concat(items.map((item, at) => encodeValue(item, `${path}[${at}]`)))),
};

function encodeValue(value: HeaderValue, path: string): Buffer {
  const range = ranges[value.type];
  if (range !== undefined) return encodeInteger(value, range, path);
  const encode = encoders[value.type];
  if (encode !== undefined) return encode(value, path);
  const allowed = [...fieldTags.values()].map(({ type }) => type).join(", ");
  throw invalid(path, `is of type ${value.type}, which AMQP does not have; ${allowed} are allowed`);
}

function encodeBool({ text }: HeaderValue, path: string): Buffer {
  if (text !== "true" && text !== "false") throw invalid(path, "is a bool; true and false are allowed");
  return tagged("t", Buffer.of(text === "true" ? 1 : 0));
}

function encodeInteger(value: HeaderValue, [tag, bits, signed]: readonly [string, number, boolean], path: string): Buffer {
  const [low, high] = signed ? [-(1n << BigInt(bits - 1)), (1n << BigInt(bits - 1)) - 1n] : [0n, (1n << BigInt(bits)) - 1n];
  const number = /^-?\d{1,20}$/.test(value.text ?? "") ? BigInt(value.text ?? "") : null;
  if (number === null || number < low || number > high) throw invalid(path, `is an ${value.type}; ${low} to ${high} are allowed`);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt.asUintN(64, number));
  return tagged(value.wire === "int64 (L)" ? "L" : tag, bytes.subarray(8 - bits / 8));
}

function encodeFloat(value: HeaderValue, path: string): Buffer {
  const number = /^-?\d/.test(value.text ?? "") ? Number(value.text) : Number.NaN;
  const wide = value.type === "double";
  if (!Number.isFinite(wide ? number : Math.fround(number))) throw invalid(path, `is a ${value.type}; finite decimal numbers are allowed`);
  const bytes = Buffer.alloc(wide ? 8 : 4);
  if (wide) bytes.writeDoubleBE(number);
  else bytes.writeFloatBE(number);
  return tagged(wide ? "d" : "f", bytes);
}

function encodeDecimal(value: HeaderValue, path: string): Buffer {
  const digits = /^(\d+)(?:\.(\d{1,255}))?$/.exec(value.text ?? "");
  const unscaled = digits === null ? null : BigInt(`${digits[1]}${digits[2] ?? ""}`);
  if (unscaled === null || unscaled > 0xffff_ffffn) throw invalid(path, "is a decimal; up to 4294967295 in all its digits is allowed");
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8(digits?.[2]?.length ?? 0);
  bytes.writeUInt32BE(Number(unscaled), 1);
  return tagged("D", bytes);
}

function tagged(tag: string, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(tag), bytes]);
}

function prefixed(tag: string, bytes: Buffer): Buffer {
  const head = Buffer.alloc(5, tag);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}
