import type { ApplicationSpec } from "../applications/application.ts";
import type { Processed } from "../applications/processed/processed.ts";
import { numberArray } from "../db/arrays.ts";
import { momentOf } from "../text/moment.ts";
import { numberText } from "../text/numbers.ts";
import type { Candidate } from "./candidate.ts";
import { askProcessed } from "./ask-processed.ts";
import type { Asking, Check, Found, Line, Told } from "./check.ts";
import type { Finding } from "./verdict.ts";

/** What decides about a message. `at`: when it was processed, as ISO time; null: not known. `unknown`: why nobody knows; null: it was processed. */
export type ProcessedData = {
  readonly application: string;
  readonly at: string | null;
  readonly unknown: string | null;
};

interface Facts {
  /** By message: what each application that consumes it says. Left out: no application does, as far as redrive.yaml says. */
  readonly told: ReadonlyMap<number, readonly Told[]>;
  readonly replays: ReadonlyMap<number, Asker>;
  /** Where nothing is an item yet: all that is asked about together. */
  readonly planned: Asker;
}

interface Asker {
  /** More than one message. */
  readonly bulk: boolean;
  /** Codes of checks that its messages pass, because a person said so. */
  readonly despite: readonly string[];
}

/** After so long a database that did not answer is asked again. */
const againMs = 60_000;

/** A replay skips a message whose event was processed already by the application that it goes to, also when that happened while the replay ran. */
export const processed: Check<Facts, ProcessedData> = {
  code: "processed",
  when: ["plan", "start", "send"],
  per: "message",
  applies: ({ target }) => target.to !== "release",
  read: async (ctx, candidates) => {
    const planned = { bulk: candidates.reduce((sum, { n }) => sum + n, 0) > 1, despite: ctx.despite ?? [] };
    const told = ctx.told ?? (await askProcessed(ctx, candidates));
    return { told, replays: told.size === 0 ? new Map() : await readAskers(ctx, candidates), planned };
  },
  judge: judgeOne,
  words: { line: lineOf, reason: reasonOf },
};

async function readAskers({ sql }: Asking, candidates: readonly Candidate[]): Promise<Facts["replays"]> {
  const ids = [...new Set(candidates.flatMap(({ message }) => message?.item?.replayId ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await sql<({ id: number } & Asker)[]>`
    select id, total > 1 as bulk, coalesce(policy->'despite', '[]'::jsonb) as despite from replays where id = any(${numberArray(ids)}::bigint[])`;
  return new Map(rows.map(({ id, ...asker }) => [id, asker]));
}

/** Where several applications consume it, each of them has to have processed it. */
function judgeOne({ told, replays, planned }: Facts, { message }: Candidate, now: Date): Finding<ProcessedData> | null {
  const all = (message && told.get(message.id)) ?? [];
  const unsure = all.find(({ says }) => says.state === "unknown");
  const data = dataOf(unsure ?? all[0]);
  if (message === null || data === null || all.some(({ says }) => says.state === "not_processed")) return null;
  const { bulk, despite } = (message.item && replays.get(message.item.replayId)) ?? planned;
  if (despite.includes("processed")) return { do: "send", data };
  if (!unsure) return { do: "skip", data };
  // Its bytes say when it was produced, which decides how much is known. At the start they are not read: the send decides.
  if (message.item === null && message.way === null) return null;
  return waits(unsure, bulk) ? { do: "hold", data, until: new Date(now.getTime() + againMs) } : { do: "send", data };
}

function dataOf(told: Told | undefined): ProcessedData | null {
  if (told === undefined) return null;
  const { application, says } = told;
  const at = says.state === "processed" ? (momentOf(says.at)?.toISOString() ?? null) : null;
  return { application: application.name, at, unknown: says.state === "unknown" ? says.reason : null };
}

function waits({ application: { unknown }, says }: { readonly application: ApplicationSpec; readonly says: Processed }, bulk: boolean) {
  if (unknown !== null) return unknown === "hold";
  return bulk && says.state === "unknown" && says.forever !== true;
}

function reasonOf(data: ProcessedData | null): string {
  if (data === null) return "whether it was processed already is not known";
  const { application, at, unknown } = data;
  if (unknown !== null) return `held: whether ${application} has processed it is not known. ${unknown}`;
  return `${application} has processed its event already${at === null ? "" : `, at ${at.slice(0, 19).replace("T", " ")} UTC`}`;
}

function lineOf({ facts, judged }: Found<Facts, ProcessedData>): Line | null {
  if (facts === null || facts.told.size === 0) return null;
  const said = judged.flatMap(({ finding }) => (finding?.data ? [{ is: finding.do, ...finding.data }] : []));
  const done = said.filter(({ unknown }) => unknown === null);
  const unsure = said.filter(({ unknown }) => unknown !== null);
  const held = unsure.filter(({ is }) => is === "hold").length;
  const of = ` of ${numberText(facts.told.size)} looked up`;
  const skipped = done.every(({ is }) => is === "skip") ? "skipped" : "sent all the same, since you chose so";
  const unsaid = `not known for ${numberText(unsure.length)}${of}: ${held === 0 ? "sent" : held === unsure.length ? "held" : `${numberText(held)} held, the others sent`}`;
  const details = [...Map.groupBy(unsure, ({ application, unknown }) => JSON.stringify([application, unknown])).values()].flatMap((all) =>
    all[0] ? [`${all[0].application} cannot tell for ${numberText(all.length)}: ${all[0].unknown}`] : [],
  );
  const label = "Processed already";
  if (done.length > 0) {
    const text = [`${of.trim()}, ${skipped}`, unsure.length > 0 && unsaid].filter(Boolean).join("; ");
    return { label, n: done.length, text, details, tone: skipped === "skipped" ? "warn" : "bad" };
  }
  return unsure.length > 0 ? { label, n: null, text: unsaid, details, tone: "warn" } : { label, n: 0, text: `none${of}` };
}
