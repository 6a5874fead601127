import fc from "fast-check";
import { z } from "zod";
import type { Badness } from "./badness.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

interface Draw extends Badness {
  /** Ids that may exist. */
  readonly ids: fc.Arbitrary<number>;
  readonly refer: (ref: string) => JsonSchema;
  readonly depth: number;
}

const maxDepth = 4;
const words = fc.constantFrom("a test", "orders.dlq", "", "e-1", "state:any", "OrderPlaced");
const instants = fc.date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true }).map((at) => at.toISOString());
const base64s = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString("base64"));

/** Inputs in the shape of a zod schema, some of whose values are bad in one way. Read from its JSON schema, which refinements are not part of. */
export function inputsOf(schema: z.ZodType, badness: Badness, ids: fc.Arbitrary<number>): fc.Arbitrary<unknown> {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "ref" }) as JsonSchema;
  const refer = (ref: string) => (ref === "#" ? json : ((json.$defs?.[ref.replace("#/$defs/", "")] ?? {}) as JsonSchema));
  return draw(json, { ...badness, ids, refer, depth: 0 });
}

function draw(schema: JsonSchema, how: Draw): fc.Arbitrary<unknown> {
  const good = drawGood(schema, how);
  return how.anything ? fc.oneof({ weight: 3, arbitrary: good }, { weight: 1, arbitrary: how.anything }) : good;
}

function drawGood(schema: JsonSchema, how: Draw): fc.Arbitrary<unknown> {
  if (schema.$ref) return draw(how.refer(schema.$ref), how);
  const options = (schema.anyOf ?? schema.oneOf) as readonly JsonSchema[] | undefined;
  if (options) return fc.oneof(...options.map((option) => draw(option, how)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return spoilt(fc.constantFrom(...schema.enum), how.text);
  const types = [schema.type ?? []].flat();
  return types.length === 0 ? fc.constant(undefined) : fc.oneof(...types.map((type) => drawType(type, schema, how)));
}

function drawType(type: string, schema: JsonSchema, how: Draw): fc.Arbitrary<unknown> {
  switch (type) {
    case "object":
      return drawObject(schema, { ...how, depth: how.depth + 1 });
    case "array": {
      const item = draw(schema.items as JsonSchema, { ...how, depth: how.depth + 1 });
      const least = schema.minItems ?? 0;
      const good = fc.array(item, { minLength: least, maxLength: how.depth > maxDepth ? least : least + 3 });
      return how.long
        ? spoilt(
            good,
            fc
              // A long list of long lists is no text that could be sent.
              .tuple(
                draw(schema.items as JsonSchema, { ...how, text: undefined, long: false, depth: maxDepth }),
                fc.constantFrom(1_001, 10_001),
              )
              .map(([one, n]) => Array.from({ length: n }, () => one)),
          )
        : good;
    }
    case "string":
      if (schema.format === "date-time") return spoilt(instants, how.instant ?? how.text);
      return spoilt(schema.format === "base64" ? base64s : words, how.text);
    case "integer":
    case "number":
      return spoilt(how.ids, how.number);
    case "boolean":
      return fc.boolean();
    default:
      return fc.constant(null);
  }
}

function drawObject({ properties = {}, required = [] }: JsonSchema, how: Draw): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).filter(([name]) => how.depth <= maxDepth || required.includes(name));
  const shape = Object.fromEntries(fields.map(([name, schema]) => [name, draw(schema as JsonSchema, how)]));
  const known = how.lacking ? [] : required.filter((name) => name in shape);
  const good = fc.record(shape, { requiredKeys: known });
  return how.extra ? fc.tuple(good, how.extra).map(([own, more]) => Object.assign(Object.create(null) as object, own, more)) : good;
}

function spoilt(good: fc.Arbitrary<unknown>, bad: fc.Arbitrary<unknown> | undefined): fc.Arbitrary<unknown> {
  return bad ? fc.oneof(good, bad) : good;
}
