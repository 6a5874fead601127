import type { Header } from "../sources/port.ts";

/** The headers of our own replays, as a message claims them: whoever may publish can forge them, so they are checked against the items. */
export interface ReplayMark {
  readonly replayId: number;
  readonly itemId: number;
  readonly lineageId: number;
}

const names = { replay: "x-redrive-replay", attempt: "x-redrive-attempt", lineage: "x-redrive-lineage" } as const;
/** Headers that every replay writes; those of another writer are replaced. */
export const markNames: readonly string[] = [...Object.values(names), "x-redrive-count"];
/** Where attributes are scarce (SQS has ten) all of them travel as one, in JSON. */
const folded = "x-redrive";

/** Reads the mark; null when there is none or it makes no sense. */
export function readReplayMark(headers: readonly Header[]): ReplayMark | null {
  const claims: Claims = {};
  for (const { name, value } of headers) {
    if (!name.startsWith(folded) || value.text === null) continue;
    if (name === names.replay) claims.replay = value.text;
    else if (name === names.attempt) claims.attempt = value.text;
    else if (name === names.lineage) claims.lineage = value.text;
    else if (name === folded) unfold(value.text, claims);
  }
  const replayId = toId(claims.replay);
  const itemId = toId(claims.attempt);
  const lineageId = toId(claims.lineage);
  return replayId && itemId && lineageId ? { replayId, itemId, lineageId } : null;
}

interface Claims {
  replay?: unknown;
  attempt?: unknown;
  lineage?: unknown;
}

function unfold(text: string, claims: Claims): void {
  try {
    const value = JSON.parse(text) as Claims | null;
    claims.replay = value?.replay;
    claims.attempt = value?.attempt;
    claims.lineage = value?.lineage;
  } catch {
    // Somebody else's header of this name: data, not a mark.
  }
}

function toId(value: unknown): number | null {
  const id = typeof value === "string" && /^[1-9]\d{0,15}$/.test(value) ? Number(value) : value;
  return typeof id === "number" && Number.isSafeInteger(id) && id > 0 ? id : null;
}
