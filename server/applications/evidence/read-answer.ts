import { z } from "zod";
import type { Told } from "../port.ts";

const moment = z.iso.datetime({ offset: true });

/** What docs/guide/evidence-openapi.yaml promises. Further keys are let be. */
const answer = z.object({
  events: z.array(
    z.object({
      id: z.string(),
      done: z.boolean().nullable(),
      times: z.number().int().min(0).max(1_000_000).nullish(),
      at: moment.nullish(),
    }),
  ),
});

/**
 * Pure. What an endpoint says of the ids that it was asked. What it left out, says twice in two ways, or contradicts within itself is unknown; an answer of
 * another form is null.
 */
export function readAnswer(asked: readonly string[], text: string): ReadonlyMap<string, Told> | null {
  const parsed = answer.safeParse(parse(text));
  if (!parsed.success) return null;
  const said = Map.groupBy(parsed.data.events, ({ id }) => id);
  return new Map(
    asked.map((id) => {
      const told = (said.get(id) ?? []).map(tell);
      const [first] = told;
      const isOne = first !== undefined && told.every((one) => JSON.stringify(one) === JSON.stringify(first));
      return [id, isOne ? first : { state: "unknown" }];
    }),
  );
}

function tell({ done, times, at }: z.output<typeof answer>["events"][number]): Told {
  if (done === true && times !== 0) return { state: "done", at: at ? Date.parse(at) : null, times: times ?? 1 };
  if (done === false && !times) return { state: "not_done" };
  return { state: "unknown" };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
