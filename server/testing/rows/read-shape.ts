import { type Checker, SymbolFlags, type Type, TypeFlags, type TypeReference } from "typescript/unstable/sync";
import type { Field, Scalar, Shape } from "./shape.ts";

const anything = { is: "unknown" } as const;
const scalars: readonly (readonly [TypeFlags, Scalar | "null" | "undefined"])[] = [
  [TypeFlags.StringLike, "string"],
  [TypeFlags.NumberLike, "number"],
  [TypeFlags.BooleanLike, "boolean"],
  [TypeFlags.BigIntLike, "bigint"],
  [TypeFlags.Null, "null"],
  [TypeFlags.Undefined | TypeFlags.Void, "undefined"],
];
const classes: Readonly<Record<string, Scalar>> = { Date: "date", Buffer: "bytes", Uint8Array: "bytes" };

/** What a type allows at runtime. `within`: the types around it; one that holds itself, as JSON does, is looked at no deeper. */
export function readShape(checker: Checker, type: Type, within: readonly number[] = []): Shape {
  if (within.includes(type.id)) return anything;
  const inner = (part: Type) => readShape(checker, part, [...within, type.id]);
  if (type.isUnionType()) return { is: "union", of: type.getTypes().map(inner) };
  if (type.isLiteralType() && typeof type.value !== "bigint") return { is: "literal", value: type.value };
  const scalar = scalars.find(([flags]) => type.flags & flags);
  if (scalar) return { is: scalar[1] };
  if (type.isIntersectionType()) {
    // A branded string is a string.
    const plain = type.getTypes().find((part) => scalars.some(([flags]) => part.flags & flags));
    return plain ? inner(plain) : readObject(checker, type, inner);
  }
  return readStructure(checker, type, inner);
}

function readStructure(checker: Checker, type: Type, inner: (part: Type) => Shape): Shape {
  const known = classes[type.getSymbol()?.name ?? ""];
  if (known) return { is: known };
  if (checker.isArrayType(type) || checker.isTupleType(type))
    return { is: "array", of: { is: "union", of: checker.getTypeArguments(type as TypeReference).map(inner) } };
  return type.isObjectType() ? readObject(checker, type, inner) : anything;
}

function readObject(checker: Checker, type: Type, inner: (part: Type) => Shape): Shape {
  const fields: Record<string, Field> = {};
  for (const property of checker.getPropertiesOfType(type)) {
    const of = checker.getTypeOfSymbol(property);
    fields[property.name] = { shape: of ? inner(of) : anything, optional: (property.flags & SymbolFlags.Optional) !== 0 };
  }
  const [index] = checker.getIndexInfosOfType(type);
  return { is: "object", fields, rest: index ? inner(index.valueType) : null };
}
