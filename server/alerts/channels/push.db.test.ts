import { afterAll, beforeEach, expect, test } from "vitest";
import { connectDatabase } from "../../db/client.ts";
import { readConfig } from "../../config/read.ts";
import { Outbound } from "../../outbound/outbound.ts";
import { serviceRule } from "../../outbound/rule.ts";
import { testContext } from "../../testing/context.ts";
import { anyDead } from "../../testing/deliveries.ts";
import { createTestDatabase } from "../../testing/database.ts";
import { acknowledged, noticeWith, resolved } from "../../testing/notices.ts";
import { type ServiceAnswer, type ServiceRequest, startService } from "../../testing/other-side.ts";
import { makeAccount, signInConfig } from "../../testing/people.ts";
import { makeDevice } from "../../testing/push-device.ts";
import { readPushKeys } from "../push/read-keys.ts";
import { readPush, subscribe, unsubscribe } from "../push/subscribe.ts";
import { openPush } from "./push.ts";

const database = await createTestDatabase();
const clients = connectDatabase(database.url, { max: 5 });
const { channels } = readConfig("channels: { phone: { kind: push, contact: ops@example.com } }", "r", {});
const ctx = testContext(clients, { config: { signIn: signInConfig, channels } });
const { sql } = ctx;
const { signal } = new AbortController();

afterAll(async () => {
  await clients.close();
  await database.drop();
});
beforeEach(async () => {
  await sql`delete from push_subscriptions`;
});

const asking = (personId: number) => ({ ...ctx, credential: { kind: "session", id: 1, personId } as const });
let accounts = 0;
const account = (role?: string, queues?: readonly string[]) =>
  makeAccount(ctx, `p${accounts++}@shop.example`, { ...(role ? { role } : {}), ...(queues ? { queues } : {}) });

/** An alert about these queues. */
async function alertAbout(...queues: readonly string[]): Promise<number> {
  const places = JSON.stringify(queues.map((queue) => ({ source: "shop", queue })));
  const [rule] = await sql<[{ id: number }]>`
    insert into alert_rules (origin, name, spec, changed_at)
    values ('page', ${`r${Math.random()}`}, ${JSON.stringify(anyDead)}::text::jsonb, now()) returning id`;
  const [{ id }] = await sql<[{ id: number }]>`
    insert into alerts (rule_id, key, state, severity, since, facts, facts_at, places)
    values (${rule.id}, 'all', 'firing', 'critical', now(), '{}', now(), ${places}::text::jsonb) returning id`;
  return id;
}

async function opened(
  answer: (request: ServiceRequest, nth: number) => ServiceAnswer = () => ({ status: 201 }),
  config: Partial<typeof ctx.config> = {},
) {
  const { url, asked } = await startService(answer);
  const channel = openPush(
    { name: "phone", contact: "ops@example.com" },
    { ...ctx, config: { ...ctx.config, ...config } },
    new Outbound(serviceRule(["127.0.0.1"])),
  );
  /** A device of a person. Its address is written by hand: a person may name public ones only. */
  const device = async (personId: number | null, name: string) => {
    const made = makeDevice(`${url}/${name}`);
    await sql`
      insert into push_subscriptions (person_id, endpoint, p256dh, auth, created_at)
      values (${personId}, ${made.endpoint}, ${made.keys.p256dh}, ${made.keys.auth}, now())`;
    return {
      ...made,
      got: () =>
        asked.filter(({ path }) => path === `/${name}`).map(({ body }) => JSON.parse(made.decrypt(body)) as Record<string, unknown>),
    };
  };
  return { asked, channel, device };
}

test("who sees all queues of an alert is told on each device; nobody else is", async () => {
  const { channel, device } = await opened();
  const people = {
    everywhere: await account("viewer"),
    within: await account("operator", ["payments.*"]),
    elsewhere: await account("operator", ["orders.*"]),
    nothing: await account(),
    disabled: await account("viewer"),
  };
  await sql`update people set disabled_at = now() where id = ${people.disabled.id}`;
  const devices = Object.fromEntries(
    await Promise.all(Object.entries(people).map(async ([name, { id }]) => [name, await device(id, name)] as const)),
  );
  const second = await device(people.within.id, "second");
  const unsigned = await device(null, "unsigned");
  const id = await alertAbout("payments.dlq");
  expect(await channel.post(noticeWith({ alertId: id }), signal, false)).toEqual({
    is: "delivered",
    ref: null,
    said: "3 of 3 devices were told now.",
  });
  const counts = Object.entries(devices).map(([name, { got }]) => [name, got().length]);
  expect(Object.fromEntries(counts)).toEqual({ everywhere: 1, within: 1, elsewhere: 0, nothing: 0, disabled: 0 });
  expect([second.got().length, unsigned.got().length]).toEqual([1, 0]);
  expect(second.got()[0]).toMatchObject({
    id,
    seq: 1,
    title: "Critical: payments.work.dlq holds 3,456 dead letters",
    url: "/alerts/41",
    acts: ["acknowledge", "snooze"],
    rings: true,
  });
  // One that is also about a hidden queue, and one about none, are for whoever sees every queue.
  for (const places of [["payments.dlq", "orders.dlq"], []])
    expect(await channel.post(noticeWith({ alertId: await alertAbout(...places) }), signal, false)).toMatchObject({
      said: "1 of 1 devices were told now.",
    });
  expect(
    await openPush(
      { name: "phone", contact: "a@b.c" },
      { ...ctx, config: { ...ctx.config, signIn: null } },
      new Outbound(serviceRule(["127.0.0.1"])),
    ).post(noticeWith({ alertId: id }), signal, false),
  ).toMatchObject({ is: "delivered" });
  expect(unsigned.got()).toHaveLength(1);
});

test("who comes through a proxy or by single sign-on is told for 30 days after they were last here", async () => {
  const proxy = {
    from: ["10.0.0.0/8"],
    userHeader: "x-user",
    groupsHeader: null,
    secretHeader: "x-secret",
    secret: "q8Vw2rT5yLx0Zk7Bn4Mj9Hd1",
  };
  const { channel, device } = await opened(undefined, { signIn: { ...signInConfig, proxy } });
  const person = async (name: string, days: number) => {
    const [{ id }] = await sql<[{ id: number }]>`
      insert into people (way, subject, name, created_at, seen_at)
      values ('proxy', ${name}, ${name}, now(), now() - make_interval(days => ${days})) returning id`;
    await sql`
      insert into given_roles (person_id, role, sources, queues, given_by, given_at) values (${id}, 'viewer', ${["*"]}, ${["*"]}, 0, now())`;
    return device(id, name);
  };
  const [here, left] = [await person("here", 29), await person("left", 31)];
  await channel.post(noticeWith({ alertId: await alertAbout("a") }), signal, false);
  expect([here.got().length, left.got().length]).toEqual([1, 0]);
});

test("a second try reaches only those that were not, and old news ring nobody", async () => {
  let isDown = true;
  const { asked, channel, device } = await opened(({ path }) =>
    path === "/late" && isDown ? { status: 503, headers: { "retry-after": "4" } } : { status: 201 },
  );
  const { id: person } = await account("viewer");
  const [first, late] = [await device(person, "first"), await device(person, "late")];
  const alertId = await alertAbout("a");
  const notice = noticeWith({ alertId });
  expect(await channel.post(notice, signal, false)).toEqual({
    is: "partly",
    works: true,
    ref: null,
    afterMs: 4_000,
    said: "1 of 2 devices were told now. 1 were not reached: Answered 503.",
  });
  isDown = false;
  expect(await channel.post(notice, signal, true)).toMatchObject({ is: "delivered" });
  // The first try of the second one is that which its service did not take.
  expect([first.got().length, late.got().length]).toEqual([1, 2]);
  expect(await channel.post(notice, signal, true)).toMatchObject({ is: "delivered" });
  // Of an alert that it was told nothing of, a new device hears no acknowledgement.
  const fresh = await device(person, "fresh");
  await channel.update(noticeWith({ ...acknowledged, alertId }), null, signal, false);
  await channel.resolve(noticeWith({ ...resolved, alertId }), null, signal, false);
  expect(first.got().map(({ seq, rings, tag }) => [seq, rings, tag])).toEqual(
    [1, 2, 3].map((seq) => [seq, seq === 1, "redrive-production-41"]),
  );
  expect(fresh.got()).toEqual([]);
  expect(new Set(asked.map(({ headers }) => `${headers["topic"]?.length} ${headers["ttl"]} ${headers["content-encoding"]}`))).toEqual(
    new Set(["32 86400 aes128gcm"]),
  );
  expect(asked[0]?.headers["urgency"]).toBe("high");
  expect(asked[0]?.headers.authorization).toMatch(/^vapid t=/);
});

test("a device that cannot be reached holds up no other one, and is asked less and less often", async () => {
  const { asked, channel, device } = await opened(({ path }) => ({ status: path === "/dead" ? 503 : 201 }));
  const { id: person } = await account("viewer");
  const [dead, live] = [await device(person, "dead"), await device(person, "live")];
  const answers = [];
  for (let nth = 0; nth < 4; nth++) answers.push(await channel.post(noticeWith({ alertId: await alertAbout("a") }), signal, false));
  expect(answers.map(({ is }) => is)).toEqual(["partly", "partly", "partly", "partly"]);
  expect([dead.got().length, live.got().length]).toEqual([2, 4]);
  // A service that comes first in the list and fails is asked last.
  expect(asked.slice(-2).map(({ path }) => path)).toEqual(["/live", "/live"]);
  await sql`delete from push_subscriptions where endpoint like '%/live'`;
  // Where none is reached, nobody was told, and all are tried.
  expect(await channel.post(noticeWith({ alertId: await alertAbout("a") }), signal, false)).toMatchObject({ is: "retry" });
  expect(dead.got()).toHaveLength(3);
});

test("a device that was not reached rings once it is, though a newer notice that rings nobody came in between", async () => {
  let isDown = true;
  const { channel, device } = await opened(({ path }) => ({ status: path === "/late" && isDown ? 503 : 201 }));
  const { id: person } = await account("viewer");
  const [first, late] = [await device(person, "first"), await device(person, "late")];
  const alertId = await alertAbout("a");
  const happens = async (seq: number, kind: string) => {
    await sql`insert into alert_transitions (alert_id, seq, kind, at, facts) values (${alertId}, ${seq}, ${kind}, now(), '{}')`;
    await sql`insert into deliveries (alert_id, seq, channel, next_at, created_at) values (${alertId}, ${seq}, 'phone', now(), now())`;
  };
  await happens(1, "fired");
  await channel.post(noticeWith({ alertId }), signal, false);
  isDown = false;
  await happens(2, "blind");
  await device(person, "fresh");
  await channel.update(noticeWith({ alertId, seq: 2, happened: "blind" }), null, signal, false);
  const of = ({ got }: typeof first) => got().map(({ seq, rings }) => [seq, rings]);
  // The first try of `late` is that which its service did not take.
  expect([of(first), of(late).slice(1)]).toEqual([
    [
      [1, true],
      [2, false],
    ],
    [[2, true]],
  ]);
});

test("devices that are gone are forgotten; a refusal of all is told, and forgets none", async () => {
  const { channel, device } = await opened(({ path }) => ({ status: path === "/gone" ? 410 : path === "/lost" ? 404 : 403 }));
  const { id: person } = await account("viewer");
  for (const name of ["gone", "lost", "refused"]) await device(person, name);
  const notice = noticeWith({ alertId: await alertAbout("a") });
  expect(await channel.post(notice, signal, false)).toEqual({
    is: "broken",
    said: "0 of 3 devices were told now. 2 do not exist any more and were removed. 1 refuse: Answered 403.",
  });
  expect((await sql`select endpoint from push_subscriptions`).map(({ endpoint }) => new URL(endpoint as string).pathname)).toEqual([
    "/refused",
  ]);
  await sql`delete from push_subscriptions`;
  expect(await channel.post(notice, signal, false)).toMatchObject({
    is: "broken",
    said: expect.stringContaining("nobody has switched notifications on"),
  });
});

test("people switch their own devices on and off; keys are made once", async () => {
  const [ana, bob] = [await account("viewer"), await account("viewer")];
  const keys = await Promise.all([1, 2, 3].map(() => readPushKeys(ctx)));
  expect(new Set(keys.map(({ publicKey, privateKey }) => `${publicKey} ${privateKey}`)).size).toBe(1);
  const made = makeDevice("https://push.example.com/1");
  const one = { endpoint: made.endpoint, ...made.keys };
  expect(await readPush(asking(ana.id))).toEqual({ offered: true, key: keys[0]?.publicKey, devices: 0 });
  await subscribe(asking(ana.id), one);
  await subscribe(asking(ana.id), one);
  expect((await readPush(asking(ana.id))).devices).toBe(1);
  await unsubscribe(asking(bob.id), one);
  expect((await readPush(asking(ana.id))).devices).toBe(1);
  // Whoever is signed in on the device now is told on it.
  await subscribe(asking(bob.id), one);
  expect([(await readPush(asking(ana.id))).devices, (await readPush(asking(bob.id))).devices]).toEqual([0, 1]);
  await unsubscribe(asking(bob.id), one);
  expect((await readPush(asking(bob.id))).devices).toBe(0);
  const host = "push.example.com";
  expect(await sql`select subject, data from audit where permission = 'account.device' order by id`).toEqual([
    { subject: `person ${ana.id}`, data: { act: "add device", host } },
    { subject: `person ${bob.id}`, data: { act: "add device", host, takenFrom: ana.id } },
    { subject: `person ${bob.id}`, data: { act: "remove device", host } },
  ]);
  for (let nth = 0; nth < 22; nth++) await subscribe(asking(ana.id), { ...one, endpoint: `${made.endpoint}${nth}` });
  expect((await readPush(asking(ana.id))).devices).toBe(20);
  const bad = [
    { ...one, endpoint: "http://push.example.com/1" },
    { ...one, endpoint: "https://127.0.0.1/1" },
    { ...one, endpoint: "https://10.0.0.7/1" },
    { ...one, endpoint: "https://169.254.169.254/latest" },
    { ...one, p256dh: Buffer.alloc(65, 4).toString("base64url") },
  ];
  for (const each of bad) await expect(subscribe(asking(ana.id), each)).rejects.toThrow("This is no subscription that a browser has made.");
  const token = { ...ctx, credential: { kind: "token", id: 1, personId: ana.id } as const };
  await expect(subscribe(token, one)).rejects.toThrow("A token has no device");
  expect(await readPush(token)).toEqual({ offered: false, key: null, devices: 0 });
  expect(await readPush({ ...asking(ana.id), config: { ...ctx.config, channels: [] } })).toMatchObject({ offered: false });
});
