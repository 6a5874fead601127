import { z } from "zod";
import { fileSchema } from "./schema.ts";

export function parseFile(value: unknown) {
  return fileSchema.safeParse(value, { reportInput: true });
}

/** Answers the keys that are allowed at a path of what was given, for suggestions; none where any name is allowed. */
export function allowedKeys(given: unknown): (path: readonly PropertyKey[]) => readonly string[] {
  return (path) => {
    let [schemas, here]: [z.core.$ZodType[], unknown] = [[fileSchema], given];
    for (const step of path) {
      schemas = schemas.flatMap((schema) => below(schema, step, here));
      here = Object(here)[step];
    }
    const keys = schemas
      .flatMap((schema) => unwrap(schema, here))
      .flatMap((bare) => (bare instanceof z.ZodObject ? Object.keys(bare.shape) : []));
    return [...new Set(keys)];
  };
}

function below(schema: z.core.$ZodType, step: PropertyKey, here: unknown): z.core.$ZodType[] {
  return unwrap(schema, here).flatMap((bare): z.core.$ZodType[] => {
    if (bare instanceof z.ZodObject) return step in bare.shape ? [bare.shape[step as string] as z.core.$ZodType] : [];
    if (bare instanceof z.ZodRecord) return [bare.valueType as z.core.$ZodType];
    if (bare instanceof z.ZodArray) return [bare.element as z.core.$ZodType];
    return [];
  });
}

/** Of kinds only the one that `here` names. */
function unwrap(schema: z.core.$ZodType, here: unknown): z.core.$ZodType[] {
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const options = schema.options.flatMap((option) => unwrap(option as z.core.$ZodType, here));
    const { discriminator } = schema.def;
    const named = options.filter(
      (option) => option instanceof z.ZodObject && z.safeParse(option.shape[discriminator], Object(here)[discriminator]).success,
    );
    return named.length > 0 ? named : options;
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => unwrap(option as z.core.$ZodType, here));
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return unwrap(schema.def.innerType, here);
  return [schema];
}
