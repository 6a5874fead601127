import { BrokerError, type Head, type Header, type HeaderValue, type HeadCodec, type HeadField } from "./port.ts";

/** What a broker of this framing lets a header hold: the text that each type reads as; for void, table and array, which have none, null. */
export type Readable = Partial<Record<HeaderValue["type"], RegExp | null>>;

/** Heads of brokers whose protocol hands over fields, not bytes: one JSON object, bytes in base64, everything in the order of the sender. */
export function jsonCodec(options: {
  readonly exchanges: boolean;
  readonly carriesHeaders: boolean;
  readonly readable: Readable;
  /** A message carries each name once. */
  readonly uniqueNames?: boolean;
  readonly strips: (head: Head) => readonly (HeadField & { readonly why: string })[];
  readonly problemOf: HeadCodec["problemOf"];
  readonly sizesOf: HeadCodec["sizesOf"];
  readonly isRewritten?: HeadCodec["isRewritten"];
  /** Makes the additions fit, where the broker bounds the number of headers. */
  readonly fit?: (headers: readonly Header[]) => readonly Header[];
}): HeadCodec {
  const { readable, fit = (headers) => headers } = options;
  return {
    log: null,
    exchanges: options.exchanges,
    carriesHeaders: options.carriesHeaders,
    marksFit: options.carriesHeaders && options.fit === undefined,
    exactIdentity: true,
    decode: (head) => parseHead(head),
    edit: (head, to) => {
      if (!options.carriesHeaders && to.headers.length > 0) throw new BrokerError("invalid", "This broker carries no headers.");
      for (const header of [...to.headers, ...to.properties]) checkValue(readable, header.name, header.value);
      const twice = options.uniqueNames ? repeated(to.headers) : undefined;
      if (twice) throw new BrokerError("invalid", `There are two headers "${twice.name}"; this broker carries each name once.`);
      return formatHead({ ...parseHead(head), headers: to.headers, properties: to.properties });
    },
    change: (head, { strip, add }) => {
      if (strip.length === 0 && add.length === 0) return head;
      const from = parseHead(head);
      const gone = new Set([...namesOf(strip, "header"), ...add.map((header) => header.name)]);
      const added = options.carriesHeaders ? add.map(({ name, text }) => textHeader(name, text)) : [];
      const headers = [...from.headers.filter(({ name }) => !gone.has(name)), ...added];
      return formatHead({
        ...from,
        headers: fit(headers),
        properties: from.properties.filter((property) => !namesOf(strip, "property").includes(property.name)),
      });
    },
    problemOf: options.problemOf,
    sizesOf: options.sizesOf,
    expiresMs: () => null,
    isRewritten: options.isRewritten ?? (() => false),
    strips: (head) => options.strips(parseHead(head)),
  };
}

/** The first header whose name an earlier one has. */
function repeated(headers: readonly Header[]): Header | undefined {
  const seen = new Set<string>();
  return headers.find(({ name }) => seen.size === seen.add(name).size);
}

function namesOf(fields: readonly HeadField[], of: HeadField["of"]): readonly string[] {
  return fields.filter((field) => field.of === of).map(({ name }) => name);
}

export function textHeader(name: string, text: string): Header {
  return { name, value: { type: "string", wire: "string", text } };
}

export function formatHead(head: Omit<Head, "problem">): Uint8Array {
  const key = head.key === null ? null : Buffer.from(head.key).toString("base64");
  return Buffer.from(JSON.stringify({ key, address: head.address, headers: head.headers, properties: head.properties }));
}

/** Capture and sending ask several things of each head in turn: it is read once. */
let latest: { readonly bytes: Uint8Array; readonly head: Head } | null = null;

/** The bytes must not change after. */
export function parseHead(bytes: Uint8Array): Head {
  if (latest?.bytes !== bytes) latest = { bytes, head: readHead(bytes) };
  return latest.head;
}

function readHead(bytes: Uint8Array): Head {
  const nothing = { key: null, address: {}, headers: [], properties: [] };
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return { ...nothing, problem: "The head is not JSON." };
  }
  if (!isRecord(json)) return { ...nothing, problem: "The head is not a JSON object." };
  const headers = readHeaders(json["headers"]);
  const properties = readHeaders(json["properties"]);
  return {
    key: typeof json["key"] === "string" ? Buffer.from(json["key"], "base64") : null,
    address: isRecord(json["address"]) ? readAddress(json["address"]) : {},
    headers: headers ?? [],
    properties: properties ?? [],
    problem: headers === null || properties === null ? "The head holds headers that are not headers." : null,
  };
}

function readAddress(from: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(from).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

function readHeaders(from: unknown): readonly Header[] | null {
  return Array.isArray(from) && from.every(isHeader) ? from : null;
}

function isHeader(from: unknown): from is Header {
  return isRecord(from) && typeof from["name"] === "string" && isValue(from["value"]);
}

function isValue(from: unknown): from is HeaderValue {
  if (!isRecord(from) || typeof from["type"] !== "string" || typeof from["wire"] !== "string") return false;
  const { text, fields, items } = from;
  return (
    (text === null || typeof text === "string") &&
    (fields === undefined || (Array.isArray(fields) && fields.every(isHeader))) &&
    (items === undefined || (Array.isArray(items) && items.every(isValue)))
  );
}

function isRecord(from: unknown): from is Record<string, unknown> {
  return typeof from === "object" && from !== null && !Array.isArray(from);
}

function checkValue(readable: Readable, name: string, value: HeaderValue): void {
  const pattern = readable[value.type];
  if (pattern === undefined)
    throw new BrokerError("invalid", `Header "${name}" is of type ${value.type}; this broker has ${Object.keys(readable).join(", ")}.`);
  if (pattern !== null && (value.text === null || !pattern.test(value.text)))
    throw new BrokerError("invalid", `Header "${name}" does not read as ${value.type}.`);
  value.fields?.forEach((field) => checkValue(readable, `${name}.${field.name}`, field.value));
  value.items?.forEach((item, at) => checkValue(readable, `${name}[${at}]`, item));
}
