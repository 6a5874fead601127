import { globSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { type Grant, mayActSomewhere } from "../access/grant.ts";
import { type Permission, permissions } from "../access/permissions.ts";
import { presets } from "../access/roles.ts";
import { readConfig } from "../config/read.ts";
import { connectDatabase } from "../db/client.ts";
import { NoticeListener } from "../live/listen.ts";
import { createTestDatabase } from "../testing/database.ts";
import { sendAs, sendWith } from "../testing/fuzz/as.ts";
import { type Door, doors, unguarded } from "../testing/fuzz/doors.ts";
import { makeAccount, makeToken, signInConfig } from "../testing/people.ts";
import { populate } from "../testing/populate.ts";
import { serveToo } from "../testing/serve-too.ts";

const guide = "docs/guide/permissions.md";
const [begin, end] = ["<!-- matrix -->\n", "<!-- /matrix -->"];
const mark = "zq7";

const database = await createTestDatabase();
const clients = connectDatabase(database.url, { max: 4 });
const own = await populate(clients);
const hidden = await populate(clients, mark);
const ctx = { ...own.ctx, live: new NoticeListener(clients.sql) };
const withoutSignIn = ctx.config;
/** Whoever made the tokens may everything. */
const maker = await makeAccount(ctx, "maker@shop.example", { role: "admin" });
serveToo(ctx, hidden.ctx);
Object.assign(globalThis, { redrive: { config: { ...ctx.config, http: { ...ctx.config.http, port: 4400 } }, ctx: Promise.resolve(ctx) } });
afterAll(async () => {
  await clients.close();
  await database.drop();
});

type Roles = readonly (readonly [string, readonly Grant[]])[];
const given = (role: string, may: Grant["permissions"], queues = ["orders.*", "found.*"]): Grant => ({
  role,
  permissions: may,
  sources: ["shop"],
  queues,
});
const presetRoles: Roles = Object.entries(presets).map(([name, may]) => [name, [given(name, may)]]);
const kinds = ["person", "token"] as const;

/** Some thousand calls, on a machine that does much else at the time. */
const longest = 3_600_000;

test("the table of the guide is what every procedure and route answers", { timeout: longest }, async () => {
  const lines = [];
  const guarded = doors.filter(({ name }) => !unguarded.includes(name.split(" ")[1] ?? ""));
  for (const door of guarded) lines.push(await lineOf(door));
  const heads = ["call", "needs", ...Object.keys(presets), "tokens", "hidden queues"];
  const table = [heads, heads.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
  const [before = "", rest = ""] = readFileSync(guide, "utf8").split(begin);
  const [told, after = ""] = rest.split(end);
  if (process.env["REDRIVE_WRITE_GUIDE"]) writeFileSync(guide, `${before}${begin}\n${table}\n${end}${after}`);
  else
    expect(unformatted(told ?? ""), "run this test with REDRIVE_WRITE_GUIDE=1 and npm run format, then read the table").toBe(
      unformatted(table),
    );
});

/** The formatter pads the cells of a table. */
const unformatted = (table: string) => table.trim().replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");

test("every route is one of the doors, or answers everybody", () => {
  const routes = globSync("app/**/route.ts").map((file) => `/${file.replace(/^app\//, "").replace(/\/route\.ts$/, "")}`);
  const known = [...doors.map(({ name }) => name.split(" ")[1] ?? "/api/trpc/[trpc]"), ...unguarded];
  expect(routes.filter((path) => !known.includes(path))).toEqual([]);
});

test("a role of one's own may do what is in it, and see what that is about", async () => {
  const exporter = [given("exporter", ["message.export"])];
  const answers = await Promise.all(
    ["messages.list", "messages.get", "POST /api/messages/export", "messages.edit", "groups.list", "replays.list", "audit.list"].map(
      async (name) => [name, await statusOf(doorOf(name), inputOf(name, own.inputs), exporter)] as const,
    ),
  );
  expect(Object.fromEntries(answers)).toEqual({
    "messages.list": "yes",
    "messages.get": "yes",
    "POST /api/messages/export": "yes",
    "messages.edit": "no",
    "groups.list": "no",
    "replays.list": "no",
    "audit.list": "no",
  });
});

/** What redrive.yaml gives in an environment: what a viewer may, and to start replays, in the queues of one pattern. */
function starterIn(environment: string): readonly Grant[] {
  const yaml = `
environment: ${environment}
signIn: {}
sources: { shop: { kind: rabbitmq, url: "amqp://shop" } }
access:
  roles: { starter: { like: viewer, may: [replay.start] } }
  grants: [{ role: starter, people: [ana@shop.example], environments: ["prod*"], sources: [shop], queues: ["orders.*"] }]`;
  return readConfig(yaml, "redrive.yaml", {}).access.grants.map(({ grant }) => grant);
}

test("a role of redrive.yaml may do in its queues what it says, everywhere that the table says, and nothing in another environment", {
  timeout: longest,
}, async () => {
  const may = starterIn("production");
  const [, table = ""] = readFileSync(guide, "utf8").split(/<!-- \/?matrix -->/);
  const rows = table.matchAll(/^\| `([^`]+)` +\| ([^|]+) \|.*\| (yes|no) +\| ([^|]+) \|$/gm);
  const needs = new Map(
    [...rows].map(([, name = "", needed = "", tokens = "", told = ""]) => [name, { needed, tokens, told: told.trim() }]),
  );
  const guarded = doors.filter(({ name, open }) => needs.has(name) && !open);
  const answers = [];
  const wanted = [];
  for (const door of guarded) {
    const { needed = "", tokens = "", told: ofHidden = "" } = needs.get(door.name) ?? {};
    const named = permissions.filter((permission) => needed.includes(`\`${permission}\``));
    const isAllowed = ofHidden !== "needs every queue" && named.every((permission) => mayActSomewhere(may, permission));
    const [input, foreign] = [inputOf(door.name, own.inputs), inputOf(door.name, hidden.inputs)];
    const told = isAllowed ? ofHidden : "no";
    wanted.push([door.name, isAllowed ? "yes" : "no", isAllowed && tokens === "yes" ? "yes" : "no", told, "no"]);
    answers.push([
      door.name,
      await statusOf(door, input, may),
      await statusOf(door, input, may, "token"),
      isAllowed ? await ofForeign(door, foreign, may) : "no",
      await statusOf(door, input, starterIn("staging")),
    ]);
  }
  expect(answers).toEqual(wanted);
  // What a viewer may not do, and some of what a responder may.
  expect(wanted.filter(([, yes]) => yes === "yes").map(([name]) => name)).toEqual(
    expect.arrayContaining(["messages.list", "replays.start"]),
  );
  expect(wanted.filter(([, yes]) => yes === "no").map(([name]) => name)).toEqual(
    expect.arrayContaining(["queues.pause", "messages.discard"]),
  );
});

async function lineOf(door: Door): Promise<readonly string[]> {
  const [input, foreign] = [inputOf(door.name, own.inputs), inputOf(door.name, hidden.inputs)];
  if (door.open) return lineOfOpen(door, input);
  const needs = await neededBy(door, input);
  const isOfObject = JSON.stringify(input) !== JSON.stringify(foreign);
  const cells = [];
  const seen = new Set<string>();
  const byToken = await tokensMay(door, input);
  for (const [, may] of presetRoles) {
    const answer = await statusOf(door, input, may);
    expect(await statusOf(door, input, may, "token"), `${door.name} with a token`).toBe(byToken === "yes" ? answer : "no");
    cells.push(answer);
    if (answer === "yes") seen.add(isOfObject ? await ofForeign(door, foreign, may) : await tells(door, input, may));
  }
  if (seen.size === 0)
    seen.add((await statusOf(door, input, [given("admin", permissions, ["*"]), ...everywhere])) !== "no" ? "needs every queue" : "no");
  expect(seen.size, `${door.name} answers alike whoever asks: ${[...seen]}`).toBe(1);
  return [`\`${door.name}\``, needs, ...cells.map((cell) => (cell === "yes" ? "yes" : "")), byToken, ...seen];
}

/** Whether a token that may everything gets an answer. */
async function tokensMay(door: Door, input: unknown): Promise<string> {
  return (await statusOf(door, input, everywhere, "token")) === "no" ? "no" : "yes";
}

/** What a call tells of a thing in a hidden queue. */
async function ofForeign(door: Door, foreign: unknown, may: readonly Grant[]): Promise<string> {
  const status = await statusOf(door, foreign, may);
  return status === "yes" ? tells(door, foreign, may) : status;
}

async function lineOfOpen(door: Door, input: unknown): Promise<readonly string[]> {
  const cells = [];
  for (const [, may] of presetRoles) {
    expect(await statusOf(door, input, may), door.name).not.toBe("no");
    expect(await tells(door, input, may)).toBe("left out");
    cells.push("yes");
  }
  return [`\`${door.name}\``, door.open === "own" ? "to be signed in" : "nothing", ...cells, await tokensMay(door, input), "left out"];
}

const everywhere: readonly Grant[] = [{ role: "admin", permissions, sources: ["*"], queues: ["*"] }];

/** The permissions that it asks for, one after the other, of somebody who has nothing. */
async function neededBy(door: Door, input: unknown): Promise<string> {
  const needed: Permission[] = [];
  for (;;) {
    sendAs([given("some", needed, ["*"]), ...needed.map((name) => ({ role: "all", permissions: [name], sources: ["*"], queues: ["*"] }))]);
    const { status, text } = await ask(door, input);
    if (status !== 403) break;
    const missing = permissions.find((name) => text.includes(`You lack the permission ${name}`));
    expect(needed, text).not.toContain(missing);
    // Whoever gives a role may be refused for what they lack themselves.
    if (!missing) break;
    needed.push(missing);
  }
  expect(needed, `${door.name} is refused to nobody`).not.toEqual([]);
  sendAs([given("another", ["group.triage"], ["*"])]);
  return needed[0] === "message.view" && (await ask(door, input)).status === 200 ? "any" : needed.map((name) => `\`${name}\``).join(", ");
}

async function statusOf(
  door: Door,
  input: unknown,
  may: readonly Grant[],
  kind: (typeof kinds)[number] = "person",
): Promise<"yes" | "no" | "not found"> {
  const { status, text } = kind === "token" ? await askByToken(door, input, may) : await askAs(door, input, may);
  expect(status, `${door.name}: ${text}`).not.toBe(401);
  expect(status === 503 ? 400 : status, `${door.name}: ${text}`).toBeLessThan(500);
  // A token has no session that it could end.
  const isRefused = status === 403 || (kind === "token" && door.open === "own" && status === 409);
  return isRefused ? "no" : status === 404 ? "not found" : "yes";
}

function askAs(door: Door, input: unknown, may: readonly Grant[]) {
  sendAs(may);
  return ask(door, input);
}

/** Asks with a token that was made with this role, of a console that people sign in to. */
async function askByToken(door: Door, input: unknown, [may]: readonly Grant[]) {
  const { role = "none", permissions: held = [], queues = [] } = may ?? {};
  const access = { roles: { ...presets, [role]: held }, grants: [] };
  Object.assign(ctx, { config: { ...withoutSignIn, signIn: signInConfig, access } });
  const { headers } = await makeToken(ctx, maker.id, { role, queues });
  sendWith(headers);
  try {
    return await ask(door, input);
  } finally {
    sendWith(null);
    Object.assign(ctx, { config: withoutSignIn });
  }
}

/** Whether an answer tells of what is hidden. */
async function tells(door: Door, input: unknown, may: readonly Grant[]): Promise<string> {
  sendAs(may);
  const { text } = await ask(door, input);
  return text.includes(mark) ? "TOLD" : "left out";
}

async function ask(door: Door, input: unknown): Promise<{ readonly status: number; readonly text: string }> {
  const response = await door.send(input);
  const streams = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  if (!streams) return { status: response.status, text: await response.text() };
  // A stream tells its refusal in its first words.
  const text = await firstWords(response);
  return { status: text.includes("FORBIDDEN") ? 403 : response.status, text };
}

async function firstWords({ body }: Response): Promise<string> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (reader && !/serialized-error\ndata: .*\n|data: \[/.test(text)) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
  }
  await reader?.cancel();
  return text;
}

function doorOf(name: string): Door {
  const door = doors.find((one) => one.name === name);
  if (!door) throw new Error(`There is no ${name}.`);
  return door;
}

function inputOf(name: string, inputs: Readonly<Record<string, unknown>>): unknown {
  const message = inputs["messages.get"] as { readonly id: number };
  if (name === "POST /api/messages/export") return { selection: { ids: [message.id] }, reason: "a test" };
  if (name === "GET /api/audit/export") return { format: "json" };
  if (name === "GET /api/messages/[messageId]/body") return { messageId: message.id };
  // Another target than the configured one needs a permission of its own, which `refusals.db.test.ts` sees.
  const input = inputs[name] as { readonly target?: unknown } | undefined;
  return input?.target ? { ...input, target: { to: "failed_queue" } } : input;
}
