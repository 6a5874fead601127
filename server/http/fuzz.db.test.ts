import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { connectDatabase } from "../db/client.ts";
import { NoticeListener } from "../live/listen.ts";
import { badnesses } from "../testing/fuzz/badness.ts";
import { type Door, doors, paths } from "../testing/fuzz/doors.ts";
import { inputsOf } from "../testing/fuzz/from-schema.ts";
import { malformed, sendMalformed } from "../testing/fuzz/malformed.ts";
import { createTestDatabase } from "../testing/database.ts";
import { populate } from "../testing/populate.ts";

/** Of each kind of badness. `REDRIVE_FUZZ=10000` makes a long run of it, `REDRIVE_FUZZ_SEED=7` another one. */
const requests = Number(process.env["REDRIVE_FUZZ"] ?? 300);
const longestMs = 1_000;

const database = await createTestDatabase();
/** A statement that takes longer ends as 504, which is a fault here. */
const clients = connectDatabase(database.url, { max: 4, statementMs: 5_000 });
const { sql } = clients;
const { ctx } = await populate(clients);
// The routes serve what the console of this process has opened.
Object.assign(globalThis, {
  redrive: {
    config: { ...ctx.config, http: { ...ctx.config.http, port: 4400 } },
    ctx: Promise.resolve({ ...ctx, live: new NoticeListener(sql) }),
  },
});
afterAll(async () => {
  await clients.close();
  await database.drop();
});

const ids = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 12 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 100_000 }) },
);

const seed = Number(process.env["REDRIVE_FUZZ_SEED"] ?? 1);
const hour = 3_600_000;

test.each(Object.entries(badnesses))(
  "%s: every procedure and route answers, refusals in words and without a trace",
  async (name, badness) => {
    const numRuns = Math.ceil(requests / doors.length);
    const rounds = doors.map((door) => ({ door, inputs: () => fc.sample(inputsOf(door.input, badness, ids), { numRuns, seed }) }));
    const sends = rounds.map(({ door, inputs }) => ({
      ...door,
      requests: () => inputs().map((input) => ({ input, send: () => door.send(input) })),
    }));
    expect(await findFaults(sends), `${name}, seed ${seed}`).toEqual([]);
  },
  hour,
);

test(
  "requests that are no requests: every procedure and route refuses them in words and without a trace",
  async () => {
    const numRuns = Math.ceil(requests / paths.length);
    const sends = paths.map(({ path, acts }) => ({
      name: path,
      acts,
      requests: () => fc.sample(malformed, { numRuns, seed }).map((input) => ({ input, send: () => sendMalformed(path, input) })),
    }));
    expect(await findFaults(sends), `seed ${seed}`).toEqual([]);
  },
  hour,
);

interface Sends extends Pick<Door, "name" | "acts"> {
  requests(): readonly { readonly input: unknown; readonly send: () => Promise<Response> }[];
}

/** Sends all and answers what went wrong: the first of each kind. */
async function findFaults(all: readonly Sends[]): Promise<readonly string[]> {
  const faults = new Map<string, string>();
  let before = await digest();
  let refused = 0;
  for (const { name, acts, requests: list } of all)
    for (const { input, send } of list()) {
      const { status, fault } = await judge(send);
      const words = fault ?? (acts && status >= 400 && ++refused % 10 === 0 && (await digest()) !== before ? "changed rows" : null);
      const key = `${name}: ${words?.replaceAll(/[0-9a-f]{8}|\d+ ms/g, "")}`;
      if (words && !faults.has(key)) faults.set(key, `${name}: ${words} for ${JSON.stringify(input)?.slice(0, 300)}`);
      if (acts && (words || status < 400)) before = await digest();
    }
  return [...faults.values()];
}

async function judge(send: () => Promise<Response>): Promise<{ readonly status: number; readonly fault: string | null }> {
  const { status, text, cpuMs } = await ask(send);
  if (status >= 500) return { status, fault: `${status} ${text.slice(0, 200)}` };
  if (cpuMs > longestMs) return { status, fault: `stalled everybody else for ${Math.round(cpuMs)} ms` };
  return { status, fault: status >= 400 ? wordless(status, text) : null };
}

/** A refusal is words that a person reads, no dump of a validator; of a batch, each is. */
function wordless(status: number, text: string): string | null {
  const answers = [JSON.parse(text) as unknown].flat() as readonly { error?: string | { message?: string } }[];
  const words = answers.map(({ error }) => (typeof error === "string" ? error : (error?.message ?? "")));
  const dumb = words.find((one) => one.length <= 5 || /^\s*[[{]/.test(one));
  return dumb === undefined ? null : `${status} without words: ${dumb.slice(0, 100)}`;
}

/** Only the processor's time counts: a machine that does much else at the time is no fault of the request. */
async function ask(send: () => Promise<Response>) {
  const began = process.cpuUsage();
  const response = await send();
  const streams = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  const text = streams ? "" : await response.text();
  if (streams) await response.body?.cancel();
  const { user, system } = process.cpuUsage(began);
  return { status: response.status, text, cpuMs: (user + system) / 1_000 };
}

/** Of every table but those of the audit log: who asks for what may be written down. */
async function digest(): Promise<string> {
  tables ??= (
    await sql<{ name: string }[]>`
    select relname as name from pg_stat_user_tables where schemaname = 'public' and relname not in ('audit', 'principals') order by 1`
  ).map(({ name }) => name);
  const parts = tables.map((name) => `(select '${name}' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from "${name}" t)`);
  const [row] = await sql.unsafe<[{ digest: string }]>(`select concat_ws(',', ${parts.join(", ")}) as digest`);
  return row.digest;
}
let tables: readonly string[] | undefined;
