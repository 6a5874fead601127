import { endOfValue, type Member, skipSpace, walkMembers } from "./json-scan.ts";

/** Of one object or array no more are read. An envelope or a framework's record has some dozens. */
const mostMembers = 100_000;

/** A number that a double may not hold, as it is written: 12.50, 1e400, 23958446825181076828. */
export class ExactNumber {
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }
}

interface Place {
  readonly text: string;
  readonly from: number;
  /** It has more members than are read. */
  readonly cut: boolean;
}

/** Where an opened object or array stands in its text. */
const places = new WeakMap<object, Place>();

/**
 * JSON as objects, arrays and scalars, each object or array made when it is first looked at: depth and size cost nothing that nobody reads. Whole numbers
 * of up to 15 digits are numbers, all others `ExactNumber`. Of a repeated name the last counts, as for most parsers. undefined: no JSON.
 */
export function readJson(text: string): unknown {
  const from = skipSpace(text, 0);
  if (isContainer(text, from)) {
    const { value, end } = open(text, from);
    return end >= 0 && skipSpace(text, end) === text.length ? value : undefined;
  }
  const end = endOfValue(text, from);
  return end >= 0 && skipSpace(text, end) === text.length ? scalar(text, from, end) : undefined;
}

/** The same of a text that was cut: the members of its object or array that come before the cut, whole. undefined: it is none. */
export function readFront(text: string): unknown {
  const from = skipSpace(text, 0);
  return isContainer(text, from) ? open(text, from).value : undefined;
}

/** Whether an object has more members than are read. */
export function isCut(json: unknown): boolean {
  return typeof json === "object" && json !== null && !Array.isArray(json) && places.get(json)?.cut === true;
}

/** A member's text exactly as it is written; null: `json` was not read here, or has no such member. */
export function writtenAt(json: unknown, key: string | number): string | null {
  const place = typeof json === "object" && json !== null ? places.get(json) : undefined;
  if (!place) return null;
  let found: Member | null = null;
  let nth = 0;
  walkMembers(place.text, place.from, (member) => {
    if ((member.name ? nameOf(place.text, member.name) : nth++) === key) found = member;
  });
  const { from, to } = (found as Member | null) ?? { from: 0, to: 0 };
  return found ? place.text.slice(from, to) : null;
}

function open(text: string, from: number): { readonly value: object; readonly end: number } {
  const value: Record<string, unknown> | unknown[] = text[from] === "[" ? [] : Object.create(null);
  let count = 0;
  const end = walkMembers(text, from, (member) => {
    if (count++ >= mostMembers) return;
    const key = member.name ? nameOf(text, member.name) : String(count - 1);
    if (isContainer(text, member.from)) openLater(value, key, () => open(text, member.from).value);
    else setScalar(value, key, scalar(text, member.from, member.to));
  });
  places.set(value, { text, from, cut: count > mostMembers });
  return { value, end };
}

/** A repeated name may stand for what is opened later, which no assignment replaces. */
function setScalar(value: object, key: string, to: unknown): void {
  if (Object.hasOwn(value, key)) Object.defineProperty(value, key, { ...shown, writable: true, value: to });
  else (value as Record<string, unknown>)[key] = to;
}

const shown = { enumerable: true, configurable: true } as const;

function openLater(value: object, key: string, read: () => object): void {
  const get = () => {
    const found = read();
    Object.defineProperty(value, key, { ...shown, writable: true, value: found });
    return found;
  };
  Object.defineProperty(value, key, { ...shown, get });
}

function isContainer(text: string, at: number): boolean {
  return text[at] === "{" || text[at] === "[";
}

function nameOf(text: string, { from, to }: { readonly from: number; readonly to: number }): string {
  return stringOf(text.slice(from, to));
}

function stringOf(written: string): string {
  return written.includes("\\") ? (JSON.parse(written) as string) : written.slice(1, -1);
}

function scalar(text: string, from: number, to: number): unknown {
  const written = text.slice(from, to);
  if (written[0] === '"') return stringOf(written);
  if (written === "true" || written === "false") return written === "true";
  if (written === "null") return null;
  return written.length <= 16 && /^(?!-0)-?\d{1,15}$/.test(written) ? Number(written) : new ExactNumber(written);
}
