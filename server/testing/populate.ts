import type { Credential } from "../access/asker.ts";
import { principalId } from "../access/remember-principal.ts";
import { failImport } from "../capture/fail-import.ts";
import { checkSource } from "../capture/check-source.ts";
import type { Ctx } from "../context.ts";
import type { Clients } from "../db/client.ts";
import { noteGroup } from "../groups/note.ts";
import { triageGroup } from "../groups/triage.ts";
import { beat } from "../process/heartbeat.ts";
import { pauseQueue } from "../queues/pause.ts";
import { prepareSelection } from "../selections/prepare.ts";
import { textHeader } from "../sources/json-head.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { orderedText } from "../sources/position.ts";
import { testContext } from "./context.ts";
import { bank, pushed } from "./downstreams.ts";
import { capture, rawMessage, shop, watchQueue } from "./messages.ts";
import { replayWithOutcomes } from "./replay-with-outcomes.ts";
import { sampleAlert } from "./sample-alert.ts";
import { applicationInputs, sampleApplication } from "./sample-application.ts";
import { sampleOrder } from "./sample-order.ts";
import { withLog } from "./with-log.ts";

const reason = "a test";
const target = { to: "queue", queue: "orders.work" } as const;

/**
 * A system with one of everything that can be read or acted on, and a valid input of every procedure, by its path. `mark` stands in every name and text of
 * it, so that several can be told apart in one database.
 */
export async function populate(
  clients: Clients,
  mark = "",
): Promise<{ readonly ctx: Ctx; readonly credential: Credential; readonly inputs: Readonly<Record<string, unknown>> }> {
  const memory = createMemoryBroker("shop");
  memory.server.declare("orders.work");
  const ctx = testContext(clients, {
    brokers: [withLog(memory)],
    config: {
      sources: [shop],
      downstreams: [bank("http://127.0.0.1:1", { readings: [pushed] })],
      channels: [
        { kind: "log", name: "oncall" },
        { kind: "pretend", name: "sandbox" },
      ],
      applications: [await sampleApplication(clients.sql, mark)],
    },
  });
  await checkSource(ctx, shop);
  await beat(ctx, "worker-1");
  const reader = await watchQueue(ctx, `${mark}orders.dlq`);
  const failed = [
    textHeader("x-exception-fqcn", `com.shop.${mark}PaymentTimeoutException`),
    textHeader("x-exception-message", `${mark}no answer`),
    textHeader("x-trace", `${mark}trace`),
    textHeader(
      "x-exception-stacktrace",
      `com.shop.${mark}PaymentTimeoutException: ${mark}no answer\n\tat com.shop.${mark}Payments.charge(Payments.java:88)`,
    ),
    textHeader("x-original-exchange", `${mark}shop`),
    textHeader("x-original-routingKey", `${mark}order.placed`),
    textHeader("x-original-topic", `${mark}orders`),
    textHeader("x-original-partition", "0"),
    textHeader("x-original-offset", "7"),
  ];
  const bodies = Array.from({ length: 4 }, (_, n) =>
    Buffer.from(`{"eventId":"${mark}e-${n}","eventType":"${mark}OrderPlaced","customer":"${mark}Ada"}`),
  );
  const [taken = 0, discarded = 0, edited = 0, started = 0] = await capture(
    ctx,
    reader,
    bodies.map((body) => rawMessage({ body, headers: failed })),
  );
  const replay = await replayWithOutcomes(ctx, reader, mark);
  const waiting = await sampleOrder(ctx, reader, mark);
  await failImport(ctx, reader.queueId, rawMessage(), { error: new Error(`${mark}no`), tries: 3 });
  const principal = await principalId(ctx);
  const places = JSON.stringify([{ source: "shop", queue: reader.queue }]);
  const [made] = await ctx.sql<[{ bulk: number; log: number; group: number; import: number }]>`
    with bulk as (
      insert into bulks (state, kind, selection, filter, places, reason, principal_id, total, created_at)
      values ('running', 'discarded', ${`${mark}all`}, '{"ids":[1]}', ${places}::text::jsonb, ${reason}, ${principal}, 1, now()) returning id
    ), log as (
      insert into queues (source, name, watched, mode, state) values ('shop', ${`${mark}orders.log`}, true, 'mirror', 'running') returning id
    ), found as (
      insert into queues (source, name, watched, state, role) values ('shop', ${`${mark}found.dlq`}, false, 'unwatched', 'dead_letter')
    )
    select (select id from bulk) as bulk, (select id from log) as log, (select group_id from messages where id = ${taken}) as group,
      (select max(id) from failed_imports) as import`;
  await ctx.sql`insert into log_positions (queue_id, part, next_at) values (${made.log}, '0', ${orderedText(1)})`;
  await pauseQueue(ctx, { id: made.log, reason });
  await triageGroup(ctx, { id: made.group, act: "acknowledge", reason: `${mark}known` });
  await noteGroup(ctx, { id: made.group, note: `${mark}known` });
  await ctx.sql`insert into group_owners (group_id, team, at) values (${made.group}, 'orders', now())`;
  const alert = await sampleAlert(ctx, { queue: reader.queue, queueId: reader.queueId, mark });
  const prepared = await prepareSelection(ctx, { filter: `queue:${reader.queue}`, asOf: new Date(Date.now() + 60_000).toISOString() });
  const team = mark === "" ? await makeTeam(ctx) : noTeam;
  const credential = { kind: "session", id: team.ownSession, personId: team.own } as const;
  return {
    ctx,
    credential,
    inputs: {
      ...inputsOf({
        taken,
        discarded,
        edited,
        started,
        waiting,
        queue: reader.queueId,
        replay,
        prepared: prepared.id,
        ...made,
        ...team,
        ...alert,
      }),
      ...applicationInputs(mark, reason),
    },
  };
}

/** People belong to no queue, so that they are made once. */
const noTeam = { own: 1, person: 1, leaver: 1, role: 1, session: 1, ownSession: 1, token: 1 };

/** Whoever asks with two sessions, and a colleague with a role, a session and a token. */
async function makeTeam(ctx: Ctx) {
  const [team] = await ctx.sql<
    [{ own: number; person: number; leaver: number; role: number; session: number; ownSession: number; token: number }]
  >`
    with own as (
      insert into people (way, subject, email, name, password, created_at) values ('account', 'own', 'own@shop.example', 'own', '', now()) returning id
    ), person as (
      insert into people (way, subject, email, name, created_at) values ('account', 'ann', 'ann@shop.example', 'ann', now()) returning id
    ), leaver as (
      insert into people (way, subject, email, name, created_at) values ('account', 'leaver', 'leaver@shop.example', 'leaver', now()) returning id
    ), role as (
      insert into given_roles (person_id, role, sources, queues, given_by, given_at) select id, 'viewer', '{*}', '{*}', 0, now() from person returning id
    ), own_role as (
      insert into given_roles (person_id, role, sources, queues, given_by, given_at) select id, 'admin', '{*}', '{*}', 0, now() from own
    ), token as (
      insert into api_tokens (hash, shown, name, person_id, role, sources, queues, created_at, expires_at)
      select 'token', 'rdv_aaaa', 'pipeline', id, 'viewer', '{*}', '{*}', now(), now() + interval '30 days' from person returning id
    ), session as (
      insert into sessions (hash, person_id, created_at, seen_at, ends_at) select 'one', id, now(), now(), now() + interval '1 hour' from person returning id
    ), own_session as (
      insert into sessions (hash, person_id, created_at, seen_at, ends_at) select 'two', id, now(), now(), now() + interval '1 hour' from own returning id
    )
    select (select id from own) as own, (select id from person) as person, (select id from leaver) as leaver, (select id from role) as role,
      (select id from session) as session, (select id from own_session) as "ownSession", (select id from token) as token`;
  return team;
}

type Made = Readonly<
  Record<
    | "taken"
    | "prepared"
    | "discarded"
    | "edited"
    | "started"
    | "waiting"
    | "queue"
    | "log"
    | "group"
    | "bulk"
    | "replay"
    | "import"
    | "person"
    | "leaver"
    | "role"
    | "session"
    | "ownSession"
    | "token"
    | "rule"
    | "alert"
    | "owner"
    | "silence"
    | "delivery",
    number
  >
>;

/** By the path of each procedure: an input that concerns what was made. */
function inputsOf(made: Made): Readonly<Record<string, unknown>> {
  const { taken, edited, started, replay } = made;
  const selection = { ids: [made.discarded] };
  const message = { id: taken };
  const queue = { id: made.queue };
  const log = { id: made.log };
  const group = { id: made.group };
  return {
    "messages.list": {},
    "messages.summary": {},
    "messages.count": {},
    "messages.newer": { since: 0 },
    "messages.facets": {},
    "messages.histogram": {},
    "messages.complete": { qualifier: "queue", part: "" },
    "messages.get": message,
    "messages.version": message,
    "messages.payload": message,
    "messages.idempotency": message,
    "messages.entity": message,
    "messages.original": message,
    "messages.takeOriginal": { id: taken, seq: 1, reason },
    "messages.prepare": { filter: "", asOf: new Date().toISOString() },
    "messages.discard": { selection, reason },
    "messages.copies": { selection },
    "messages.restore": { selection, reason },
    "messages.edit": { id: edited, seq: 1, body: { text: "{}" }, reason },
    "groups.list": {},
    "groups.summary": undefined,
    "groups.get": group,
    "groups.triage": { ...group, act: "close", reason },
    "groups.assign": { ...group, toMe: true },
    "groups.note": { ...group, note: "known" },
    "queues.list": undefined,
    "queues.pause": { ...queue, reason },
    "queues.resume": queue,
    "queues.readAgain": { ...log, choice: "read", reason },
    "queues.log": log,
    "queues.purgePlan": log,
    "queues.purge": { ...log, parts: [{ part: "0", before: orderedText(1) }], reason },
    "bulk.list": undefined,
    "bulk.cancel": { id: made.bulk, reason },
    "replays.list": {},
    "replays.get": { id: replay },
    "replays.items": { id: replay },
    "replays.plan": { selection: { ids: [started] }, target, rate: null },
    "replays.defaultTarget": { selection },
    "replays.preview": { messageId: taken, target },
    "replays.start": { selection: { ids: [started] }, target, rate: null, reason },
    "replays.pause": { id: replay, reason },
    "replays.resume": { id: replay, reason },
    "replays.changeRate": { id: replay, rate: 1 },
    "replays.override": { id: replay, downstream: "bank", reason },
    "breakers.list": {},
    "sequences.list": {},
    "sequences.order": { id: made.waiting },
    "breakers.push": { downstream: "bank", instance: "pod-1", breakers: [{ breaker: "gateway", state: "open" }] },
    "replays.skipCanary": { id: replay, reason },
    "replays.decide": { id: replay, sent: true, reason },
    "replays.cancel": { id: replay, reason },
    "replays.stopWatching": { id: replay, reason },
    "alerts.list": {},
    "alerts.get": { id: made.alert },
    "alerts.changes": { id: made.alert },
    "alerts.summary": undefined,
    "alerts.channels": undefined,
    "alerts.deliveries": {},
    "alerts.marks": { since: new Date(0).toISOString() },
    "annotations.list": { since: new Date(0).toISOString() },
    "annotations.make": { text: "deploy 42" },
    "alerts.rules": undefined,
    "alerts.pretended": undefined,
    "alerts.kinds": undefined,
    "alerts.owners": undefined,
    "alerts.silences": undefined,
    "alerts.preview": { rule: { kind: "depth" } },
    "alerts.act": { id: made.alert, act: "acknowledge", reason },
    "alerts.silence": { ruleId: null, queues: ["shop/orders.dlq"], until: new Date(Date.now() + 3_600_000).toISOString(), reason },
    "alerts.endSilence": { id: made.silence },
    "alerts.saveRule": { name: "other", rule: { kind: "depth" }, reason },
    "alerts.removeRule": { id: made.rule, reason },
    "alerts.saveOwner": { team: "payments", queues: ["shop/payments.*"], reason },
    "alerts.removeOwner": { id: made.owner, reason },
    "alerts.testChannel": { name: "oncall" },
    "alerts.pauseChannel": { name: "oncall", reason },
    "alerts.resumeChannel": { name: "oncall" },
    "alerts.sendAgain": { id: made.delivery },
    "alerts.setOwner": { groupId: made.group, team: "payments" },
    "alerts.push": undefined,
    "alerts.subscribe": {
      endpoint: "https://push.example.com/one",
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg",
    },
    "alerts.relink": { endpoint: "https://push.example.com/one" },
    "alerts.unsubscribe": { endpoint: "https://push.example.com/one" },
    "overview.summary": undefined,
    "overview.inflow": {},
    "overview.lanes": {},
    "overview.growing": undefined,
    "overview.deepest": undefined,
    "overview.running": undefined,
    "overview.counts": undefined,
    "overview.jump": { text: "orders" },
    "audit.list": {},
    "audit.summary": {},
    "people.ways": undefined,
    "people.me": undefined,
    "people.provider": undefined,
    "people.list": undefined,
    "people.invite": { email: "new@shop.example", name: "New" },
    "people.link": { id: made.person },
    "people.give": { id: made.person, role: "viewer", sources: ["*"], queues: ["*"], reason },
    "people.take": { id: made.role, reason },
    "people.disable": { id: made.leaver, reason },
    "people.enable": { id: made.leaver, reason },
    "people.revoke": { id: made.person, session: made.session, reason },
    "people.revokeOwn": { session: made.ownSession },
    "people.makeToken": { name: "pipeline", role: "viewer", sources: ["*"], queues: ["*"], days: 30 },
    "people.revokeToken": { id: made.token, reason },
    "access.mine": undefined,
    "settings.read": undefined,
    "settings.imports": undefined,
    "settings.applications": undefined,
    "settings.importAgain": { ids: [made.import] },
    "live.notices": undefined,
  };
}
