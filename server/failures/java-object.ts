/**
 * Reads the class, message, cause and stack trace of a serialised Java exception. Nothing is ever instantiated: the bytes are walked by the
 * grammar of the stream (Java Object Serialization Specification, version 2, section 6.4), and anything beyond it, or too much of it, ends the reading.
 */
export interface JavaThrowable {
  readonly type: string;
  readonly text: string | null;
  /** "package.Class.method(File.java:12)", innermost first. */
  readonly frames: readonly string[];
  readonly cause: JavaThrowable | null;
}

const mostBytes = 1024 * 1024;
const mostValues = 20_000;
const deepest = 60;
const longestChain = 20;

type Value = JavaObject | readonly Value[] | string | null;

interface JavaObject {
  readonly type: string;
  readonly fields: Map<string, Value>;
}

/** A class of its own, because hostile bytes refer to one where a value belongs, and the other way round. */
class ClassDescription {
  readonly name: string;
  /** Its objects write more than their fields. */
  readonly writes: boolean;
  readonly fields: readonly { readonly name: string; readonly code: string }[];
  readonly parent: ClassDescription | null;

  constructor(told: ClassDescription) {
    this.name = told.name;
    this.writes = told.writes;
    this.fields = told.fields;
    this.parent = told.parent;
  }
}

/** The exception; null when these bytes are none, or not whole. */
export function readJavaThrowable(bytes: Uint8Array): JavaThrowable | null {
  if (bytes.length > mostBytes) return null;
  try {
    return toThrowable(new JavaStream(bytes).read(), 0);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** As `printStackTrace` prints it. */
export function printJavaThrowable({ type, text, frames, cause }: JavaThrowable): string {
  const lines = [text === null ? type : `${type}: ${text}`, ...frames.map((frame) => `\tat ${frame}`)];
  return lines.join("\n") + (cause ? `\nCaused by: ${printJavaThrowable(cause)}` : "");
}

function toThrowable(value: Value, depth: number): JavaThrowable | null {
  if (!isObject(value) || !value.fields.has("detailMessage") || depth > longestChain) return null;
  const [text, trace, cause] = ["detailMessage", "stackTrace", "cause"].map((name) => value.fields.get(name) ?? null);
  return {
    type: value.type,
    text: typeof text === "string" ? text : null,
    frames: Array.isArray(trace) ? trace.flatMap(toFrame) : [],
    // An exception without a cause names itself as its own.
    cause: cause === value ? null : toThrowable(cause ?? null, depth + 1),
  };
}

function toFrame(value: Value): string[] {
  if (!isObject(value)) return [];
  const [type, method, file, line] = ["declaringClass", "methodName", "fileName", "lineNumber"].map((name) => value.fields.get(name));
  const place = typeof file === "string" ? `${file}${Number(line) > 0 ? `:${String(line)}` : ""}` : "Unknown Source";
  return typeof type === "string" && typeof method === "string" ? [`${type}.${method}(${place})`] : [];
}

function isObject(value: Value): value is JavaObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Throws RangeError at what it does not know and where the bytes end too early. */
class JavaStream {
  readonly #bytes: Buffer;
  readonly #handles: (Value | ClassDescription)[] = [];
  #at = 4;
  #values = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.#bytes.readUInt32BE(0) !== 0xaced0005) throw new RangeError("no Java stream");
  }

  read(depth = 0): Value {
    if (depth > deepest || ++this.#values > mostValues) throw new RangeError("too much");
    const tag = this.#byte();
    if (tag === 0x70) return null;
    if (tag === 0x71) return this.#referredValue();
    if (tag === 0x74) return this.#handle(this.#text(this.#short()));
    if (tag === 0x7c) return this.#handle(this.#text(this.#long()));
    if (tag === 0x73) return this.#object(depth);
    if (tag === 0x75) return this.#array(depth);
    if (tag === 0x7e) return this.#enum(depth);
    if (tag === 0x77) return this.#skip(this.#byte());
    if (tag === 0x7a) return this.#skip(this.#int());
    throw new RangeError(`tag ${tag}`);
  }

  #object(depth: number): Value {
    const type = this.#class();
    const object: JavaObject = { type: type?.name ?? "", fields: new Map() };
    this.#handles.push(object);
    const line: ClassDescription[] = [];
    for (let at = type; at; at = at.parent) line.unshift(at);
    for (const { fields, writes } of line) {
      for (const { name, code } of fields) object.fields.set(name, this.#field(code, depth));
      while (writes && !this.#ends()) this.read(depth + 1);
    }
    return object;
  }

  #array(depth: number): Value {
    const code = this.#class()?.name[1] ?? "";
    const handle = this.#handles.push(null) - 1;
    const length = this.#int();
    if (length < 0 || length > this.#bytes.length) throw new RangeError("length");
    if (code === "B") return this.#skip(length);
    const values = Array.from({ length }, () => this.#field(code, depth));
    this.#handles[handle] = values;
    return values;
  }

  #enum(depth: number): Value {
    this.#class();
    this.#handles.push(null);
    return this.read(depth + 1);
  }

  #class(): ClassDescription | null {
    const tag = this.#byte();
    if (tag === 0x70) return null;
    if (tag === 0x71) return this.#referredClass();
    if (tag !== 0x72) throw new RangeError(`class ${tag}`);
    const name = this.#text(this.#short());
    this.#at += 8;
    const handle = this.#handles.push(null) - 1;
    const flags = this.#byte();
    const fields = Array.from({ length: this.#short() }, () => {
      const code = String.fromCharCode(this.#byte());
      const field = { code, name: this.#text(this.#short()) };
      if (code === "L" || code === "[") this.read();
      return field;
    });
    while (!this.#ends()) this.read();
    const description = new ClassDescription({ name, writes: (flags & 1) === 1, fields, parent: this.#class() });
    this.#handles[handle] = description;
    return description;
  }

  #field(code: string, depth: number): Value {
    if (code === "L" || code === "[") return this.read(depth + 1);
    if (code === "I") return String(this.#int());
    const size = { B: 1, Z: 1, C: 2, S: 2, F: 4, D: 8, J: 8 }[code];
    if (!size) throw new RangeError(`type ${code}`);
    return this.#skip(size);
  }

  /** A reference to what the stream has told already. */
  #reference(): Value | ClassDescription {
    const handle = this.#int() - 0x7e0000;
    if (handle < 0 || handle >= this.#handles.length) throw new RangeError("handle");
    return this.#handles[handle] ?? null;
  }

  #referredValue(): Value {
    const told = this.#reference();
    if (told instanceof ClassDescription) throw new RangeError("a class is no value");
    return told;
  }

  #referredClass(): ClassDescription {
    const told = this.#reference();
    if (!(told instanceof ClassDescription)) throw new RangeError("no class");
    return told;
  }

  #handle(text: string): string {
    this.#handles.push(text);
    return text;
  }

  #ends(): boolean {
    if (this.#bytes.readUInt8(this.#at) !== 0x78) return false;
    this.#at++;
    return true;
  }

  #byte(): number {
    return this.#bytes.readUInt8(this.#at++);
  }

  #short(): number {
    this.#at += 2;
    return this.#bytes.readUInt16BE(this.#at - 2);
  }

  #int(): number {
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }

  #long(): number {
    this.#at += 8;
    return Number(this.#bytes.readBigInt64BE(this.#at - 8));
  }

  #skip(length: number): null {
    this.#text(length);
    return null;
  }

  /** Java's own UTF-8 differs only in NUL and in what lies beyond the first plane. */
  #text(length: number): string {
    if (length < 0 || this.#at + length > this.#bytes.length) throw new RangeError("end");
    this.#at += length;
    return this.#bytes.toString("utf8", this.#at - length, this.#at);
  }
}
