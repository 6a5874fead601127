import { findMisfit, membersOf, sayShape, type Shape } from "./shape.ts";
import type { Statement } from "./statement.ts";

/** A column of a result, as postgres.js describes it. */
export interface Column {
  readonly name: string;
  /** The oid of its type. */
  readonly type: number;
  /** What makes a value of its text; undefined: it stays text. */
  readonly parser?: ((text: string) => unknown) & { readonly array?: boolean };
}

type Comes = Exclude<Shape["is"], "literal" | "union" | "unknown"> | "json";

/** What the parsers of server/db/client.ts and of postgres.js itself make of each type (pg_type.dat; node_modules/postgres/src/types.js). */
const byOid: Readonly<Record<number, Comes>> = {
  16: "boolean",
  17: "bytes",
  20: "number",
  21: "number",
  23: "number",
  26: "number",
  114: "json",
  700: "number",
  701: "number",
  1082: "date",
  1114: "date",
  1184: "date",
  3802: "json",
};
/** Of the arrays of these types. */
const elementOf: Readonly<Record<number, number>> = { 199: 114, 1000: 16, 1001: 17, 1005: 21, 1007: 23, 1016: 20, 1185: 1184, 3807: 3802 };
/** Arrays of text (1009) and of varchar (1015). */
const arraysOfText = new Set([1009, 1015]);

/** Says how a result differs from the row type of its statement: each column that does, and the first value. */
export function judgeRows({ row, fewest, most }: Statement, columns: readonly Column[], rows: readonly object[]): readonly string[] {
  const faults: string[] = [];
  if (rows.length < fewest) faults.push(`${fewest} row is declared, but ${rows.length} came`);
  if (most !== null && rows.length > most) faults.push(`at most ${most} row is declared, but ${rows.length} came`);
  const objects = membersOf(row).filter((member) => member.is === "object");
  const names = columns.map(({ name }) => name);
  for (const name of new Set(objects.flatMap(({ fields }) => Object.keys(fields))))
    if (!names.includes(name) && objects.every(({ fields }) => fields[name]?.optional === false))
      faults.push(`${name} is declared, but no such column came`);
  columns.forEach((column, at) => {
    const shapes = objects.flatMap(({ fields, rest }) => fields[column.name]?.shape ?? rest ?? []);
    const fault = names.indexOf(column.name) < at ? `${column.name} came twice` : judgeType(column, shapes);
    if (fault !== null) faults.push(fault);
  });
  if (faults.length > 0) return faults;
  const arrays = columns.flatMap((column) => (kindOf(column) === "array" ? [column.name] : []));
  for (const one of rows) {
    const misfit = findMisfit(one, row, "") ?? findNullText(one as Readonly<Record<string, unknown>>, arrays);
    if (misfit !== null) return [misfit];
  }
  return [];
}

function judgeType(column: Column, shapes: readonly Shape[]): string | null {
  const { name, type } = column;
  if (shapes.length === 0) return `${name} is not declared`;
  const shape: Shape = { is: "union", of: shapes };
  const comes = kindOf(column);
  if (!admits(shape, comes)) return `${name} is declared ${sayShape(shape)}, but its type (oid ${type}) comes as ${comes}`;
  const element = comes === "array" ? elementKind(column) : null;
  const elements = membersOf(shape).flatMap((member) => (member.is === "array" ? [member.of] : []));
  if (element === null || elements.length === 0 || elements.some((of) => admits(of, element))) return null;
  return `${name} is declared ${sayShape(shape)}, but its elements (oid ${type}) come as ${element}`;
}

/** postgres.js 3.4.9 makes the text "NULL" of a null in an array of text (src/types.js). */
function findNullText(row: Readonly<Record<string, unknown>>, arrays: readonly string[]): string | null {
  const name = arrays.find((array) => Array.isArray(row[array]) && row[array].includes("NULL"));
  return name === undefined ? null : `${name} holds null, which comes as the text "NULL"`;
}

function kindOf({ type, parser }: Column): Comes {
  if (parser?.array) return "array";
  return parser === undefined ? "string" : (byOid[type] ?? "string");
}

/** Null: of the elements only the values are looked at. */
function elementKind({ type }: Column): Comes | null {
  if (arraysOfText.has(type)) return "string";
  return byOid[elementOf[type] ?? 0] ?? null;
}

/** JSON may hold anything but times and bytes. */
function admits(shape: Shape, comes: Comes): boolean {
  return membersOf(shape).some((member) => {
    if (member.is === "unknown") return true;
    const is = member.is === "literal" ? typeof member.value : member.is;
    return comes === "json" ? !["date", "bytes", "bigint", "undefined"].includes(is) : is === comes;
  });
}
