import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { presets } from "../access/roles.ts";
import { connectDatabase } from "../db/client.ts";
import { pushInput } from "../downstreams/input.ts";
import { judgeOwnReadings } from "../downstreams/judge-own.ts";
import { pushReadings } from "../downstreams/push.ts";
import { NoticeListener } from "../live/listen.ts";
import { beat } from "../process/heartbeat.ts";
import { createTestDatabase } from "../testing/database.ts";
import { sendAs } from "../testing/fuzz/as.ts";
import { type Door, doors } from "../testing/fuzz/doors.ts";
import { inputsOf } from "../testing/fuzz/from-schema.ts";
import { textHeader } from "../sources/json-head.ts";
import { capture, messageInState, rawMessage, watchQueue } from "../testing/messages.ts";
import { populate } from "../testing/populate.ts";
import { serveToo } from "../testing/serve-too.ts";

/** Of each read. `REDRIVE_FUZZ=10000` makes a long run of it, `REDRIVE_FUZZ_SEED=7` another one. */
const requests = Math.ceil(Number(process.env["REDRIVE_FUZZ"] ?? 1_200) / doors.length);
/** A machine that does much else at the time. */
const longest = 3_600_000;
const seed = Number(process.env["REDRIVE_FUZZ_SEED"] ?? 1);

/** Stands in every name and text of what is hidden. */
const mark = "zq7";
const words = ["orders", "events", "PaymentTimeoutException", "no answer", "e-1", "OrderPlaced", "Ada", "trace", "two", "again", "known"];
const texts = fc.oneof(
  fc.constantFrom("", "state:any", "queue:orders.dlq", "-queue:orders.dlq", "verdict:transient", "age:>1h", "state:any body:eventId"),
  fc
    .tuple(
      fc.constantFrom("", "-", "state:any "),
      fc.constantFrom("", "queue:", "error:", "type:", "event:", "body:", "header.x-trace:", "payload.customer:", "origin:"),
      fc.constantFrom(...words.map((word) => `"${mark}${word}"`), `${mark}*`, `*${mark}*`),
    )
    .map((parts) => parts.join("")),
  fc.constantFrom("queue", "type", "error", "source", "downstream", mark, `${mark}e-1`, `${mark}orders.dlq`),
);
const ids = fc.integer({ min: 1, max: 24 });

const database = await createTestDatabase();
const clients = connectDatabase(database.url, { max: 4 });
const own = await populate(clients);
const now = new Date();
const ctx = { ...own.ctx, clock: () => now, live: new NoticeListener(clients.sql) };
Object.assign(globalThis, { redrive: { config: { ...ctx.config, http: { ...ctx.config.http, port: 4400 } }, ctx: Promise.resolve(ctx) } });
afterAll(async () => {
  await clients.close();
  await database.drop();
});

/** Whoever asks the next request: a lead of some queues. Each request has grants of its own, as those of a session have. */
function restrict(): void {
  sendAs([{ role: "lead", permissions: presets.lead, sources: ["shop"], queues: ["orders.*", "found.*"] }]);
}

/** How long somebody's database took to answer differs from one time to the next. */
const untimed = (answer: string | undefined) => answer?.replaceAll(/"tookMs":\d+/g, '"tookMs":0');

const reads = doors.filter(({ acts, name }) => !acts && name !== "live.notices");

/** Reads that tell of one thing by its id, without a name, or of what is in no queue. */
const ofNoQueue = [
  "messages.version",
  "messages.entity",
  "messages.copies",
  "queues.log",
  "queues.purgePlan",
  "replays.defaultTarget",
  "alerts.kinds",
  "alerts.preview",
  "alerts.push",
  "annotations.list",
  "people.ways",
  "people.me",
  "people.provider",
  "access.mine",
];

test("what is hidden changes no answer: it is as if it did not exist", { timeout: longest }, async () => {
  const asked = reads.map((door) => ({
    door,
    inputs: [...ownInput(door), ...fc.sample(inputsOf(door.input, { text: texts }, ids), { numRuns: requests, seed })],
  }));
  const before = await answersOf(asked);
  const seen = await answersToAdmin();
  const { ctx: other, inputs } = await populate(clients, mark);
  serveToo(ctx, other);
  const after = await answersOf(asked);
  const changed = [...after].flatMap(([name, answers]) =>
    [...answers].flatMap(([input, answer]) =>
      untimed(answer) === untimed(before.get(name)?.get(input)) ? [] : [{ name, input, answer, before: before.get(name)?.get(input) }],
    ),
  );
  expect(changed).toEqual([]);
  // Something is there to be read by every door, but for what is of no queue at all.
  const silent = [...after].flatMap(([name, answers]) => ([...answers.values()].some((answer) => answer.startsWith("200")) ? [] : [name]));
  expect(silent).toEqual(["alerts.preview", "people.list", "settings.read", "settings.applications"]);
  // To somebody who sees all each names it, or says something else than before: otherwise nothing is hidden there. The others are of one thing, or of no queue.
  const shown = await answersToAdmin();
  const untold = [];
  for (const door of reads)
    if (seen.get(door) === shown.get(door) && !(await askAsAdmin(door, inputOf(door, inputs))).includes(mark)) untold.push(door.name);
  expect(untold).toEqual(ofNoQueue);
});

test("an act on what is hidden answers as one on what does not exist, and changes nothing", async () => {
  const { ctx: other, inputs } = await populate(clients, `${mark}other`);
  serveToo(ctx, other);
  const acts = doors.filter(
    ({ acts: may, name }) =>
      may && !name.startsWith("people.") && !["alerts.removeRule", "alerts.removeOwner", "alerts.sendAgain"].includes(name),
  );
  const before = await digest();
  const told = [];
  for (const door of acts) {
    const input = door.name === "POST /api/messages/export" ? inputs["messages.discard"] : inputs[door.name];
    const missing = withoutIds(input);
    if (JSON.stringify(missing) === JSON.stringify(input)) continue;
    const [one, other] = [await ask(door, input), await ask(door, missing)].map((answer) =>
      answer.replaceAll(/\d+/g, "N").replaceAll(/zqNothershop|nowhere/g, "A"),
    );
    told.push([door.name, one, one === other]);
  }
  expect(told.filter(([, answer, same]) => !same || !String(answer).startsWith("N"))).toEqual([]);
  expect(told.filter(([, answer]) => !/not.found|There is no|is there\.|matches any more|no longer kept/i.test(String(answer)))).toEqual(
    [],
  );
  expect(told.length).toBeGreaterThan(15);
  expect(await digest()).toEqual(before);
});

test("it takes the same statements to answer for what is hidden and for what does not exist", async () => {
  const { ctx: other, inputs } = await populate(clients, `${mark}third`);
  serveToo(ctx, other);
  const unlike = [];
  let compared = 0;
  for (const door of doors) {
    const input = inputOf(door, inputs);
    const missing = withoutIds(input);
    if (door.open || door.name.startsWith("people.") || JSON.stringify(missing) === JSON.stringify(input)) continue;
    compared++;
    await ask(door, missing);
    const [one, another] = [await statementsOf(door, input), await statementsOf(door, missing)];
    if (JSON.stringify(one) !== JSON.stringify(another)) unlike.push([door.name, one, another]);
  }
  expect(unlike).toEqual([]);
  expect(compared).toBeGreaterThan(30);
});

/** In any order: what is read at once is sent in any. */
async function statementsOf(door: Door, input: unknown): Promise<readonly string[]> {
  const sent: string[] = [];
  Object.assign(clients.sql.options, { debug: (_connection: number, text: string) => sent.push(text) });
  await ask(door, input);
  Object.assign(clients.sql.options, { debug: false });
  return sent.toSorted();
}

test("nothing leads from what is seen to what is hidden: no comeback, no lineage, no replay that holds both", async () => {
  const { sql } = clients;
  const reader = await watchQueue(ctx, `${mark}beyond.dlq`);
  const ownReader = await watchQueue(ctx, "orders.beyond");
  const sent = await messageInState(ctx, ownReader, "replayed");
  const places = [ownReader.queue, reader.queue].map((queue) => ({ source: "shop", queue }));
  const makeReplay = async (of: typeof places, reason: string) => {
    const [{ replay }] = await sql<[{ replay: number }]>`
      insert into replays (state, selection, filter, places, as_of, target, policy, reason, principal_id, total, created_at, refilled_at)
      select 'running', 'both', jsonb_build_object('filter', 'group:' || m.group_id, 'asOf', '2026-01-01T00:00:00Z'), ${JSON.stringify(of)}::text::jsonb, now(), '{"to":"failed_queue"}', policy, 'a test', principal_id, 1, now(), now()
      from replays r, messages m where m.id = ${sent} limit 1 returning id as replay`;
    const [{ item }] = await sql<[{ item: number }]>`
      insert into replay_items (replay_id, message_id, version, state, intent_at, outcome_at)
      values (${replay}, ${sent}, 1, 'observing', now(), now()) returning id as item`;
    await sql`update replays set first_item = ${item}, last_item = ${item} where id = ${replay}`;
    await sql`update message_history set item_id = ${item}, data = ${JSON.stringify({ reason })}::text::jsonb where message_id = ${sent} and kind = 'claimed'`;
    return { replay, item };
  };
  const { replay, item } = await makeReplay(places.slice(0, 1), "an own reason");
  const marks = { "x-redrive-replay": replay, "x-redrive-attempt": item, "x-redrive-count": 1, "x-redrive-lineage": sent };
  const headers = Object.entries(marks).map(([name, value]) => textHeader(name, String(value)));
  const [back = 0] = await capture(ctx, reader, [rawMessage({ headers, body: Buffer.from(`${mark}again`) })]);
  const [linked] = await sql`select came_back_as as id from replay_items where id = ${item}`;
  expect(linked).toEqual({ id: back });
  const view = await read("messages.get", { id: sent });
  expect(view).toMatchObject({ cameBackAs: null, lineage: [{ id: sent }], replayId: replay });
  expect(JSON.stringify(view.history)).toContain("an own reason");
  expect(new Set(view.history.map(({ messageId }) => messageId))).toEqual(new Set([sent]));
  expect(await read("replays.get", { id: replay })).toMatchObject({ counts: { cameBack: 1 }, cameBack: [] });
  expect(await read("replays.items", { id: replay })).toMatchObject({
    items: [{ cameBackAs: null, cameBackWith: null, sameFailure: null }],
  });

  const mixed = await makeReplay(places, `${mark} reason`);
  expect(await read("messages.get", { id: sent })).toMatchObject({ replayId: null });
  const { history } = await read("messages.get", { id: sent });
  expect(JSON.stringify(history)).not.toMatch(new RegExp(`"replayId":${mixed.replay}|${mark}`));
  expect((await read("groups.get", { id: view.groupId })).group.replay?.id).toBe(replay);
  expect(await read("replays.items", { id: mixed.replay })).toEqual({ items: [], next: null });
  await expect(read("replays.get", { id: mixed.replay })).rejects.toThrow(`There is no replay ${mixed.replay} that you may see.`);
  await expect(read("messages.get", { id: back })).rejects.toThrow(`There is no message ${back} that you may see.`);
});

test("what fails in hidden queues, and where the breakers of a downstream are, changes nothing of what is told of it", async () => {
  let at = now.getTime();
  const judge = (deaths: number, queue: string) =>
    failBy(deaths, queue).then(() => judgeOwnReadings({ ...ctx, clock: () => new Date((at += 6_000)) }));
  await pushReadings(
    own.ctx,
    pushInput.parse({ downstream: "bank", instance: `${mark}pod`, breakers: [{ breaker: `${mark}gateway`, state: "open" }] }),
  );
  await judge(3, "orders.bank");
  const told = await read("breakers.list", {});
  expect(told).toMatchObject({
    breakers: [{ name: "bank", instances: [], own: { state: "unknown", words: "Redrive cannot tell from the messages whether it works" } }],
  });
  await judge(4, `${mark}bank.dlq`);
  expect(await read("breakers.list", {})).toEqual(told);
  sendAs("everything");
  const [list] = doors.filter(({ name }) => name === "breakers.list");
  expect(await (await list?.send({}))?.text()).toContain("7 messages failed because of it");
});

async function failBy(deaths: number, queue: string): Promise<void> {
  const reader = await watchQueue(ctx, queue);
  const rules = { ...reader.rules, headers: { ...reader.rules.headers, errorText: "x-text" }, needs: [{ name: "bank", ties: [] }] };
  const text = textHeader("x-text", "no answer from bank within 5 s");
  await capture(
    ctx,
    { ...reader, rules },
    Array.from({ length: deaths }, (_, n) => rawMessage({ position: `bank ${n}`, diedAt: now, headers: [text] })),
  );
}

async function read(name: string, input: unknown): Promise<Answer> {
  restrict();
  const door = doors.find((one) => one.name === name);
  if (!door) throw new Error(`There is no ${name}.`);
  const { result, error } = (await (await door.send(input)).json()) as { result?: { data: Answer }; error?: { message: string } };
  if (!result) throw new Error(error?.message);
  return result.data;
}

/** What these tests look at. */
interface Answer {
  readonly history: readonly { readonly messageId: number }[];
  readonly groupId: number;
  readonly group: { readonly replay: { readonly id: number } | null };
}

/** The same input about things that nobody has made. */
function withoutIds(input: unknown): unknown {
  if (Array.isArray(input)) return input.map(withoutIds);
  if (typeof input !== "object" || input === null) return input;
  const isId = (name: string) => ["id", "ids", "itemIds", "messageId", "groupId", "prepared"].includes(name);
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      name === "application" ? "nowhere" : isId(name) ? missingId(value) : withoutIds(value),
    ]),
  );
}

/** Rows of applications have ids that are text. */
const missingId = (value: unknown): unknown => (Array.isArray(value) ? value.map(missingId) : typeof value === "number" ? 900_000 : value);

async function digest(): Promise<readonly unknown[]> {
  const tables = [
    "messages",
    "groups",
    "queues",
    "replays",
    "replay_items",
    "bulks",
    "failed_imports",
    "prepared_selections",
    "message_history",
    "alerts",
    "silences",
    "group_owners",
  ];
  return Promise.all(
    tables.map(async (name) => [
      name,
      ...(await clients.sql`select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as d from ${clients.sql(name)} t`),
    ]),
  );
}

function ownInput(door: Door): readonly unknown[] {
  const input = inputOf(door, own.inputs);
  return input === undefined ? [] : [input];
}

function inputOf({ name }: Door, inputs: Readonly<Record<string, unknown>>): unknown {
  if (name === "GET /api/messages/[messageId]/body") return { messageId: (inputs["messages.get"] as { id: number }).id };
  return name === "GET /api/audit/export" ? { format: "json" } : inputs[name];
}

async function answersToAdmin(): Promise<ReadonlyMap<Door, string>> {
  const answers = new Map<Door, string>();
  for (const door of reads) answers.set(door, await askAsAdmin(door, inputOf(door, own.inputs)));
  return answers;
}

async function askAsAdmin(door: Door, input: unknown): Promise<string> {
  sendAs("everything");
  return (await (await door.send(input)).text()).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z|"tookMs":\d+/g, "");
}

interface Asked {
  readonly door: Door;
  readonly inputs: readonly unknown[];
}

async function answersOf(asked: readonly Asked[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const all = new Map<string, Map<string, string>>();
  for (const { door, inputs } of asked) {
    const answers = new Map<string, string>();
    all.set(door.name, answers);
    for (const input of inputs) answers.set(JSON.stringify(input) ?? "", await ask(door, input));
  }
  return all;
}

/** Status and text, without the highest number of all messages, and when what they share was read last. */
async function ask(door: Door, input: unknown): Promise<string> {
  // However slow the machine is, its worker lives.
  await beat(ctx, "worker-1");
  restrict();
  const response = await door.send(input);
  return `${response.status} ${(await response.text()).replaceAll(/"(?:lastSuccessAt|lastAt)":"[^"]*"/g, "")}`;
}
