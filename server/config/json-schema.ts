import { z } from "zod";
import { fileSchema, sourceKinds } from "./schema.ts";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What redrive.yaml may hold, by JSON Schema draft 7, as it is once the variables of the environment are in. Kinds that only tests use are left out. */
export function describeFile(): JsonSchema {
  const schema = z.toJSONSchema(fileSchema, { io: "input", target: "draft-7", unrepresentable: "any", override: restore });
  const source = schema.properties?.["sources"] as JsonSchema;
  const { oneOf = [] } = source.additionalProperties as JsonSchema;
  source.additionalProperties = { oneOf: oneOf.filter(({ properties }) => sourceKinds.includes(kindOf(properties))) };
  return schema;
}

/** The same for editors: `${NAME}` may stand where a number, a boolean or a text of some form is expected. */
export function describeForEditors(): JsonSchema {
  const variable = { type: "string", pattern: String.raw`\$\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\}` } as const;
  return { title: "redrive.yaml", ...admitVariables(describeFile()), definitions: { variable } };
}

/** Zod leaves out default and examples of what is read from text. */
function restore({ zodSchema, jsonSchema }: { readonly zodSchema: z.core.$ZodTypes; readonly jsonSchema: JsonSchema }): void {
  const { examples } = z.globalRegistry.get(zodSchema) ?? {};
  if (Array.isArray(examples)) jsonSchema.examples = examples;
  if (zodSchema instanceof z.ZodDefault) jsonSchema.default = zodSchema.def.defaultValue as JsonSchema["default"];
}

export function kindOf(properties: JsonSchema["properties"]): string {
  return String((properties?.["kind"] as JsonSchema | undefined)?.const);
}

function admitVariables(schema: JsonSchema): JsonSchema {
  const { description, default: fallback, examples, ...form } = schema;
  if (takesNoVariable(form))
    return {
      ...(description === undefined ? {} : { description }),
      ...(fallback === undefined ? {} : { default: fallback }),
      ...(examples === undefined ? {} : { examples }),
      anyOf: [form, { $ref: "#/definitions/variable" }],
    };
  return {
    ...schema,
    ...(schema.properties && { properties: mapValues(schema.properties) }),
    ...(schema.items && { items: admitVariables(schema.items as JsonSchema) }),
    ...(typeof schema.additionalProperties === "object" && { additionalProperties: admitVariables(schema.additionalProperties) }),
    ...(schema.anyOf && { anyOf: schema.anyOf.map(admitVariables) }),
    ...(schema.oneOf && { oneOf: schema.oneOf.map(admitVariables) }),
  };
}

/** A value that would refuse the text of a variable. The kind of a source is written out: an editor chooses by it. */
function takesNoVariable({ type, pattern, minLength = 0, enum: values }: JsonSchema): boolean {
  if (type === "string") return pattern !== undefined || minLength > 1 || values !== undefined;
  return type === "number" || type === "integer" || type === "boolean";
}

function mapValues(properties: NonNullable<JsonSchema["properties"]>): NonNullable<JsonSchema["properties"]> {
  return Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, admitVariables(one as JsonSchema)]));
}
