import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import type { Credential } from "../access/asker.ts";
import type { Grant } from "../access/grant.ts";
import type { Permission } from "../access/permissions.ts";
import { presets } from "../access/roles.ts";
import { connectDatabase } from "../db/client.ts";
import { getMessage } from "../messages/get.ts";
import { requestOf } from "../testing/context.ts";
import { createTestDatabase } from "../testing/database.ts";
import { makeAccount, makeToken, signInConfig } from "../testing/people.ts";
import { populate } from "../testing/populate.ts";
import { appRouter } from "../trpc/router.ts";

const database = await createTestDatabase();
const clients = connectDatabase(database.url, { max: 4 });
const { ctx, inputs } = await populate(clients);
afterAll(async () => {
  await clients.close();
  await database.drop();
});

const everywhere = (...names: readonly Permission[]): Grant => ({ role: names.join(), permissions: names, sources: ["*"], queues: ["*"] });
const given = { role: "viewer", sources: ["*"], queues: ["*"] };
const reason = "a test";

interface Case {
  /** Calls of the table, with what is sent. */
  readonly calls: Readonly<Record<string, object>>;
  /** As the guide says it. */
  readonly when: string;
  readonly needs: string;
  readonly enough: readonly Grant[];
  /** Each of them is refused it. Left out: what is enough, without one of its grants. */
  readonly lacking?: readonly (readonly Grant[])[];
  readonly credential?: Credential;
}

/** An input of the table, changed. */
const input = (name: string, change: object = {}) => ({ ...(inputs[name] as object), ...change });
const plan = { selection: (inputs["replays.start"] as { selection: object }).selection, rate: null };
const failed = { to: "failed_queue" };

async function makeCases(): Promise<readonly Case[]> {
  const { id: taken } = inputs["messages.get"] as { readonly id: number };
  const { seq, headers } = await getMessage(ctx, { id: taken });
  const head = { properties: [], headers: headers.map(({ name, value }) => ({ name, value: moved(name, value) })) };
  const maker = await makeAccount(ctx, "maker@shop.example", { role: "admin" });
  const token = await makeToken(ctx, maker.id, { role: "viewer" });
  const boss = await makeAccount(ctx, "boss@shop.example", { role: "admin" });
  await ctx.sql`update people set disabled_at = now() where email = 'leaver@shop.example'`;
  const leaver = (inputs["people.enable"] as { id: number }).id;
  await ctx.sql`
    insert into given_roles (person_id, role, sources, queues, given_by, given_at) values (${leaver}, 'admin', '{*}', '{*}', 0, now())`;
  const session = { kind: "session", id: 0, personId: maker.id } as const;
  const admin = everywhere(...presets.admin);
  return [
    {
      calls: { "replays.start": { ...plan, target: { to: "release" }, reason } },
      when: "releases messages to their dead-letter queue",
      needs: "`message.release`, not `replay.start`",
      enough: [everywhere("message.release")],
      lacking: [[everywhere("replay.start")]],
    },
    {
      calls: { "replays.start": { ...plan, target: { to: "queue", queue: "orders.else" }, reason } },
      when: "sends to another queue than the configured one",
      needs: "also `replay.target`",
      enough: [everywhere("replay.start"), everywhere("replay.target")],
    },
    {
      calls: {
        "replays.plan": input("replays.plan", { target: { to: "queue", queue: "orders.else" } }),
        "replays.preview": input("replays.preview", { target: { to: "queue", queue: "orders.else" } }),
      },
      when: "asks about another queue than the configured one",
      needs: "also `replay.target`",
      enough: [everywhere("replay.view"), everywhere("message.view"), everywhere("replay.target")],
      lacking: [[everywhere("replay.view", "message.view")]],
    },
    {
      calls: {
        "replays.start": { ...plan, target: failed, reason, beyondLimit: true },
      },
      when: "sends what has reached the limit of replays, or passes a check with `despite`",
      needs: "also `replay.override`",
      enough: [everywhere("replay.start"), everywhere("replay.override")],
    },
    {
      calls: { "replays.start": { ...plan, target: failed, reason, despite: ["processed"] } },
      when: "sends what has reached the limit of replays, or passes a check with `despite`",
      needs: "also `replay.override`",
      enough: [everywhere("replay.start"), everywhere("replay.override")],
    },
    {
      calls: { "replays.override": { ...input("replays.override"), id: await singleReplay() } },
      when: "is about a replay of one message",
      needs: "`replay.start`, not `replay.override`",
      enough: [everywhere("replay.start")],
      lacking: [[everywhere("replay.override")]],
    },
    {
      calls: { "replays.preview": { messageId: taken, target: failed, change: { head } } },
      when: "changes where the message says that it failed",
      needs: "also `replay.target`",
      enough: [everywhere("replay.view", "message.view"), everywhere("replay.target")],
      lacking: [[everywhere("replay.view", "message.view")]],
    },
    {
      calls: { "messages.edit": { id: taken, seq, reason, head } },
      when: "changes where the message says that it failed",
      needs: "also `replay.target`",
      enough: [everywhere("message.edit"), everywhere("replay.target")],
    },
    {
      calls: { "outbox.publish": input("outbox.publish") },
      when: "always",
      needs: "also `queue.view` in every queue of the application",
      enough: [everywhere("replay.start"), everywhere("queue.view")],
    },
    {
      calls: { "alerts.silence": input("alerts.silence", { queues: ["shop/*"] }) },
      when: "always",
      needs: "`alert.silence` wherever its patterns can match, also in queues that are found later",
      enough: [everywhere("alert.silence")],
      lacking: [[{ ...everywhere("alert.silence"), queues: ["orders.*", "found.*"] }]],
    },
    {
      calls: { "people.give": input("people.give", { role: "operator" }) },
      when: "always",
      needs: "also each permission that is given, wherever it is given",
      enough: [everywhere("people.manage"), everywhere(...presets.operator)],
      lacking: [[everywhere("people.manage"), everywhere(...presets.responder)]],
    },
    {
      calls: { "people.makeToken": { name: "x", days: 30, ...given, role: "operator" } },
      when: "always",
      needs: "also each permission that is given, wherever it is given",
      enough: [everywhere("token.make"), everywhere(...presets.operator)],
      lacking: [[everywhere("token.make"), everywhere(...presets.responder)]],
      credential: session,
    },
    {
      calls: { "people.revokeToken": { id: token.id, reason } },
      when: "is about a token that you made yourself",
      needs: "`token.make`, not `people.manage`",
      enough: [everywhere("token.make")],
      lacking: [[everywhere("people.manage")]],
      credential: session,
    },
    {
      calls: {
        "people.link": { id: boss.id },
        "people.enable": { id: leaver, reason },
      },
      when: "always",
      needs: "also each permission that the person has",
      enough: [admin],
      lacking: [[everywhere("people.manage")]],
    },
    {
      calls: { "people.invite": { email: "chief@shop.example", name: "Chief" } },
      when: "always",
      needs: "also each permission that the person has",
      enough: [admin],
      lacking: [[everywhere("people.manage")]],
    },
  ];
}

test("what some calls need in some cases is what the guide says", async () => {
  const grants = [{ grant: { ...everywhere(...presets.lead), role: "lead" }, people: ["chief@shop.example"], groups: [] }];
  const config = { ...ctx.config, signIn: signInConfig, access: { ...ctx.config.access, grants } };
  const rows = new Set<string>();
  for (const { calls, when, needs, enough, lacking, credential } of await makeCases()) {
    for (const [name, sent] of Object.entries(calls)) {
      rows.add(`| \`${name}\` | ${when} | ${needs} |`);
      const ask = (may: readonly Grant[]) =>
        call(name, sent, requestOf({ ...ctx, config, principal: { ...ctx.principal, may: [...may] } }, credential ?? null));
      for (const less of lacking ?? enough.map((_, nth) => enough.toSpliced(nth, 1)))
        expect(await ask(less), `${name}, which ${when}, by ${less.map(({ role }) => role).join()}`).toBe("refused");
      expect(await ask(enough), `${name}, which ${when}, by who has enough`).toBe("allowed");
    }
  }
  const [, table = ""] = readFileSync("docs/guide/permissions.md", "utf8").split(/<!-- \/?exceptions -->/);
  const told = table.split("\n").filter((line) => line.startsWith("| `"));
  expect(told.map((line) => line.replaceAll(/ +/g, " ")).toSorted()).toEqual([...rows].toSorted());
});

/** What an answer says of permissions: a conflict comes after them. */
async function call(path: string, sent: object, as: ReturnType<typeof requestOf>): Promise<"allowed" | "refused"> {
  const [noun = "", verb = ""] = path.split(".");
  const caller = appRouter.createCaller(as) as unknown as Record<string, Record<string, (input: object) => Promise<unknown>>>;
  try {
    await caller[noun]?.[verb]?.(sent);
    return "allowed";
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code === "CONFLICT") return "allowed";
    if (code !== "FORBIDDEN" && code !== "NOT_FOUND") throw error;
    return "refused";
  }
}

const moved = <Value extends { readonly text: string | null }>(name: string, value: Value) =>
  name.endsWith("original-topic") ? { ...value, text: "payroll.secret" } : value;

/** The replay of the table with a single message. */
async function singleReplay(): Promise<number> {
  const { id } = inputs["replays.get"] as { readonly id: number };
  await ctx.sql`update replays set total = 1 where id = ${id}`;
  return id;
}
