import type { Ctx } from "../context.ts";
import type { Confirmed } from "../messages/input.ts";

/**
 * The messages that a person confirmed, in parts of up to `size`, read as they are asked for: memory does not grow with the selection, and no connection is
 * held between parts. Chosen rows ascend by id.
 */
export async function* selectMessages(ctx: Ctx, selection: Confirmed, size: number): AsyncGenerator<readonly number[]> {
  if ("ids" in selection) {
    yield* cut(
      [...new Set(selection.ids)].toSorted((a, b) => a - b),
      size,
    );
    return;
  }
  for (let after: number | null = 0; after !== null; ) {
    const part: Part | undefined = await readPart(ctx, selection.prepared, after);
    if (part) yield* cut(part.ids, size);
    after = part?.id ?? null;
  }
}

interface Part {
  readonly id: number;
  readonly ids: readonly number[];
}

async function readPart({ sql }: Ctx, preparedId: number, after: number): Promise<Part | undefined> {
  const [part] = await sql<[Part?]>`
    select id, message_ids as ids from selection_parts where prepared_id = ${preparedId} and id > ${after} order by id limit 1`;
  return part;
}

function* cut(ids: readonly number[], size: number): Generator<readonly number[]> {
  for (let from = 0; from < ids.length; from += size) yield ids.slice(from, from + size);
}
