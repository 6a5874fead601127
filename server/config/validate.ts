import { z } from "zod";
import { fileSchema } from "./schema.ts";

export function parseFile(value: unknown) {
  return fileSchema.safeParse(value, { reportInput: true });
}

/** The keys that are allowed at a path, for suggestions; none where any name is allowed. */
export function allowedKeys(path: readonly PropertyKey[]): readonly string[] {
  let at: z.core.$ZodType[] = [fileSchema];
  for (const step of path) at = at.flatMap((schema) => below(schema, step));
  return [
    ...new Set(
      at.flatMap((schema) => unwrap(schema)).flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : [])),
    ),
  ];
}

function below(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType[] {
  return unwrap(schema).flatMap((bare): z.core.$ZodType[] => {
    if (bare instanceof z.ZodObject) return step in bare.shape ? [bare.shape[step as string] as z.core.$ZodType] : [];
    if (bare instanceof z.ZodRecord) return [bare.valueType as z.core.$ZodType];
    if (bare instanceof z.ZodArray) return [bare.element as z.core.$ZodType];
    return [];
  });
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodUnion || schema instanceof z.ZodDiscriminatedUnion)
    return schema.options.flatMap((option) => unwrap(option as z.core.$ZodType));
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return unwrap(schema.def.innerType);
  return [schema];
}
