import { z } from "zod";
import type { RuleKind } from "./kind.ts";
import { ruleKinds } from "./kinds.ts";
import type { DescribedKind } from "./output.ts";

/** Every kind of rule with its own numbers, as a form asks for them. */
export function describeKinds(): readonly DescribedKind[] {
  return ruleKinds.map(({ kind, label, description, pers, narrows, fallback, shape }: RuleKind) => ({
    kind,
    label,
    description,
    pers,
    narrows,
    fallback,
    params: Object.entries(shape).map(([key, schema]) => describeParam(key, schema)),
  }));
}

function describeParam(key: string, schema: z.ZodType): DescribedKind["params"][number] {
  const { description = "", default: fallback, anyOf, ...plain } = z.toJSONSchema(schema);
  const mayBeNull = anyOf?.some((one) => typeof one === "object" && one.type === "null") ?? false;
  const number = anyOf?.find((one) => typeof one === "object" && one.type !== "null") ?? plain;
  const { type, minimum, maximum } = typeof number === "object" ? number : {};
  return {
    key,
    description,
    fallback: typeof fallback === "number" ? fallback : null,
    mayBeNull,
    isWhole: type === "integer",
    least: minimum ?? null,
    most: maximum ?? null,
  };
}
