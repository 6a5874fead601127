/** What a type allows at runtime. `unknown` allows everything. */
export type Shape =
  | { readonly is: "unknown" | "null" | "undefined" | Scalar }
  | { readonly is: "literal"; readonly value: string | number | boolean }
  | { readonly is: "array"; readonly of: Shape }
  | {
      readonly is: "object";
      readonly fields: Readonly<Record<string, Field>>;
      /** Of an index signature; null: there is none. */
      readonly rest: Shape | null;
    }
  | { readonly is: "union"; readonly of: readonly Shape[] };

export type Scalar = "string" | "number" | "boolean" | "bigint" | "date" | "bytes";

export interface Field {
  readonly shape: Shape;
  readonly optional: boolean;
}

/** The members of a union, with those of unions in it; any other shape alone. */
export function membersOf(shape: Shape): readonly Shape[] {
  return shape.is === "union" ? shape.of.flatMap(membersOf) : [shape];
}

/** Says where and how a value differs from its type; null: it does not. What a type does not name inside JSON is no fault. */
export function findMisfit(value: unknown, shape: Shape, path: string): string | null {
  if (shape.is === "union") {
    if (shape.of.length === 1 && shape.of[0]) return findMisfit(value, shape.of[0], path);
    const misfits = shape.of.map((member) => findMisfit(value, member, path));
    if (misfits.includes(null)) return null;
    const structures = shape.of.flatMap(({ is }, at) => (is === kindOf(value) ? [misfits[at] ?? null] : []));
    // One member alone can say where inside it the value differs.
    return structures.length === 1 ? (structures[0] ?? null) : differs(value, shape, path);
  }
  if (shape.is === "unknown") return null;
  if (shape.is === "literal") return value === shape.value ? null : differs(value, shape, path);
  if (kindOf(value) !== shape.is) return differs(value, shape, path);
  if (shape.is === "array")
    return firstOf((value as readonly unknown[]).map((item, at) => () => findMisfit(item, shape.of, `${path}[${at}]`)));
  if (shape.is !== "object") return null;
  const fields = value as Readonly<Record<string, unknown>>;
  return firstOf(
    Object.entries(shape.fields).map(([name, field]) => () => {
      if (fields[name] === undefined && field.optional) return null;
      return findMisfit(fields[name], field.shape, path === "" ? name : `${path}.${name}`);
    }),
  );
}

function firstOf(looks: readonly (() => string | null)[]): string | null {
  for (const look of looks) {
    const found = look();
    if (found !== null) return found;
  }
  return null;
}

/** NaN and an invalid date are what postgres.js makes of a null in an array. */
function kindOf(value: unknown): Shape["is"] | "NaN" | "invalid date" {
  if (value === null) return "null";
  if (Number.isNaN(value)) return "NaN";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "invalid date" : "date";
  if (value instanceof Uint8Array) return "bytes";
  if (Array.isArray(value)) return "array";
  const kind = typeof value;
  return kind === "symbol" || kind === "function" ? "unknown" : kind;
}

function differs(value: unknown, shape: Shape, path: string): string {
  const kind = kindOf(value);
  const shown = ["string", "number", "boolean", "array", "object"].includes(kind) ? ` ${JSON.stringify(value).slice(0, 200)}` : "";
  return `${path || "the row"} is declared ${sayShape(shape)}, but ${kind}${shown} came`;
}

/** A type in short, for people. */
export function sayShape(shape: Shape): string {
  if (shape.is === "literal") return JSON.stringify(shape.value);
  if (shape.is === "array") return `array of ${sayShape(shape.of)}`;
  if (shape.is === "union") return shape.of.map(sayShape).join(" | ");
  if (shape.is !== "object") return shape.is;
  return `{ ${Object.entries(shape.fields)
    .map(([name, field]) => `${name}: ${sayShape(field.shape)}`)
    .join(", ")} }`;
}
