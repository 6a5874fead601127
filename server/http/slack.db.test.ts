import { createHmac } from "node:crypto";
import { expect, test, vi } from "vitest";
import * as route from "../../app/api/slack/interactivity/route.ts";
import { NoticeListener } from "../live/listen.ts";
import { openDeliveries } from "../testing/deliveries.ts";
import { makeAccount, signInConfig } from "../testing/people.ts";
import { signingSecret } from "../testing/slack.ts";
import type { SlackConfig } from "../alerts/channels/slack.ts";

interface Pressed {
  readonly action?: string;
  readonly user?: string;
  readonly userTeam?: string;
  readonly at?: string;
  readonly value?: string;
  readonly secret?: string;
  readonly ageSeconds?: number;
}

const ana = "U0ANA0001";

/** An alert in Slack, and somebody who may press its buttons. */
async function open({ people = {}, signIn = signInConfig }: { people?: SlackConfig["people"]; signIn?: typeof signInConfig | null } = {}) {
  const opened = await openDeliveries();
  const { ctx, slack } = opened;
  const [channel] = ctx.config.channels;
  Object.assign(channel ?? {}, { people });
  Object.assign(ctx.config, { signIn });
  Object.assign(globalThis, { redrive: { config: ctx.config, ctx: Promise.resolve({ ...ctx, live: new NoticeListener(ctx.sql) }) } });
  await opened.die();
  await opened.goTo(0);
  await opened.deliver();
  const [alert] = await ctx.sql<{ id: number }[]>`select id from alerts`;
  const id = alert?.id ?? 0;
  let presses = 0;
  const bodyOf = ({ action = "redrive.acknowledge", user = ana, userTeam = "T1", at, value = `redrive-test-${id}` }: Pressed) => {
    const payload = {
      type: "block_actions",
      user: { id: user, team_id: userTeam },
      team: { id: "T1" },
      channel: { id: "C0ONCALL1" },
      trigger_id: "1.2.3",
      response_url: "https://evil.example/steal",
      actions: [{ type: "button", block_id: "redrive", action_id: action, action_ts: at ?? `${Date.now()}.${++presses}`, value }],
    };
    return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  };
  const send = async (body: string, { secret = signingSecret, ageSeconds = 0 }: Pressed = {}) => {
    const timestamp = String(Math.floor(Date.now() / 1_000) - ageSeconds);
    const signature = `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": signature,
    };
    const answer = await route.POST(new Request("http://redrive.internal/api/slack/interactivity", { method: "POST", body, headers }), {
      params: Promise.resolve({}),
    });
    return [answer.status, await answer.text()] as const;
  };
  const press = (pressed: Pressed = {}) => send(bodyOf(pressed), pressed);
  const happened = async () =>
    (await ctx.sql<{ kind: string }[]>`select kind from alert_transitions where alert_id = ${id} order by seq`).map(({ kind }) => kind);
  const told = () => slack.ephemerals.map(({ user, channel: to, text }) => [user, to, text]);
  const know = (user: string, email: string, more: object = {}) =>
    slack.users.set(user, { id: user, team_id: "T1", is_email_confirmed: true, profile: { email }, ...more });
  return { ...opened, id, bodyOf, send, press, happened, told, know };
}

test("a press is an act of the person whom Slack's e-mail address names, and the message says so", async () => {
  const { ctx, press, happened, told, know, deliver, slack } = await open();
  await makeAccount(ctx, "ana@shop.example", { role: "responder" });
  know(ana, "Ana@shop.example");
  expect(await press()).toEqual([200, ""]);
  expect(await happened()).toEqual(["fired", "acknowledged"]);
  await deliver();
  expect(slack.posted()[0]?.values["text"]).toMatch(/^Acknowledged by ana/);
  expect(await press({ action: "redrive.snooze" })).toEqual([200, ""]);
  expect(await press({ action: "redrive.take_back" })).toEqual([200, ""]);
  expect(await happened()).toEqual(["fired", "acknowledged", "snoozed", "taken_back"]);
  const audit = await ctx.sql`
    select p.name, a.address, a.data ->> 'act' as act from audit a join principals p on p.id = a.principal_id where permission = 'alert.acknowledge' order by a.id`;
  expect(audit).toEqual(["acknowledge", "snooze", "take_back"].map((act) => ({ name: "ana", address: "Slack", act })));
  expect(told()).toEqual([]);
});

test("the same press sent twice, also at the same time, and by Slack again with another signature, acts once", async () => {
  const { ctx, bodyOf, send, happened } = await open({ people: { [ana]: "ana@shop.example" } });
  await makeAccount(ctx, "ana@shop.example", { role: "responder" });
  const body = bodyOf({ at: "1.1" });
  expect((await Promise.all([send(body), send(body), send(body, { ageSeconds: 3 })])).map(([status]) => status)).toEqual([200, 200, 200]);
  expect((await send(bodyOf({ action: "redrive.take_back", at: "1.2" })))[0]).toBe(200);
  // The first press comes late: it is not acted on anew.
  expect((await send(body))[0]).toBe(200);
  expect(await happened()).toEqual(["fired", "acknowledged", "taken_back"]);
});

test.each([
  ["another secret", { secret: "other" }],
  ["too old", { ageSeconds: 301 }],
  ["from the future", { ageSeconds: -301 }],
])("what is not signed just now is refused, and does nothing: %s", async (_name, pressed) => {
  const { ctx, press, happened } = await open({ people: { [ana]: "ana@shop.example" } });
  await makeAccount(ctx, "ana@shop.example", { role: "responder" });
  const [status, text] = await press(pressed);
  expect([status, text]).toEqual([401, expect.stringContaining("not signed by Slack")]);
  expect(await happened()).toEqual(["fired"]);
  expect(await ctx.sql`select from slack_presses`).toEqual([]);
});

test("the button of an alert that fires for so long that its first transitions are forgotten acts all the same", async () => {
  const { ctx, press, happened } = await open({ people: { [ana]: "ana@shop.example" } });
  await makeAccount(ctx, "ana@shop.example", { role: "responder" });
  await ctx.sql`delete from alert_transitions`;
  expect(await press()).toEqual([200, ""]);
  expect(await happened()).toEqual(["acknowledged"]);
});

test("without a channel of Slack there is no such route", async () => {
  const { ctx, press } = await open();
  Object.assign(ctx.config.channels[0] ?? {}, { signingSecret: null });
  expect((await press())[0]).toBe(404);
});

test("a press after the end begins nothing again, and says so to whoever pressed", async () => {
  const { ctx, press, happened, told, clear, goTo } = await open({ people: { [ana]: "ana@shop.example" } });
  await makeAccount(ctx, "ana@shop.example", { role: "responder" });
  await clear();
  await goTo(1);
  expect(await press()).toEqual([200, ""]);
  expect(await happened()).toEqual(["fired", "resolved"]);
  expect(told()).toEqual([[ana, "C0ONCALL1", "This alert is over. If it fires again, it tells again."]]);
});

test("whoever lacks the permission is told so, with the roles that have it, and it is in the audit log", async () => {
  const { ctx, press, happened, told } = await open({ people: { [ana]: "ana@shop.example" } });
  await makeAccount(ctx, "ana@shop.example", { role: "viewer" });
  await press();
  expect(await happened()).toEqual(["fired"]);
  expect(told()).toEqual([
    [
      ana,
      "C0ONCALL1",
      expect.stringMatching(/^You lack the permission alert\.acknowledge in .* roles responder, operator, lead, admin\.$/),
    ],
  ]);
  expect(await ctx.sql`select result from audit where permission = 'alert.acknowledge'`).toEqual([{ result: "refused" }]);
});

test("an alert of queues that a person may not see is not there for them", async () => {
  const { ctx, press, happened, told } = await open({ people: { [ana]: "ana@shop.example" } });
  await makeAccount(ctx, "ana@shop.example", { role: "responder", queues: ["other.*"] });
  await press();
  expect([await happened(), told()]).toEqual([["fired"], [[ana, "C0ONCALL1", expect.stringMatching(/^There is no alert \d+/)]]]);
});

const strangers: readonly (readonly [string, { readonly email?: string; readonly more?: object; readonly pressed?: Pressed }])[] = [
  ["Slack knows no such user", {}],
  ["no person has the e-mail address", { email: "bob@shop.example" }],
  ["somebody of another workspace", { email: "ana@shop.example", pressed: { userTeam: "T2" } }],
  ["somebody of another workspace, as users.info says", { email: "ana@shop.example", more: { team_id: "T2" } }],
  ["a guest by Slack Connect", { email: "ana@shop.example", more: { is_stranger: true } }],
  ["an address that is not confirmed", { email: "ana@shop.example", more: { is_email_confirmed: false } }],
  ["somebody who has left", { email: "ana@shop.example", more: { deleted: true } }],
  ["a bot", { email: "ana@shop.example", more: { is_bot: true } }],
];

test.each(strangers)("whom Redrive does not know is told how to be known, and who may: %s", async (_name, { email, more, pressed }) => {
  const { ctx, press, happened, told, know } = await open();
  await makeAccount(ctx, "ana@shop.example", { role: "responder" });
  if (email) know(ana, email, more);
  expect(await press(pressed)).toEqual([200, ""]);
  expect(await happened()).toEqual(["fired"]);
  expect(told()).toEqual([
    [
      ana,
      "C0ONCALL1",
      expect.stringMatching(/does not know who you are.*add U0ANA0001 .* channels\.oncall\.people\. It takes one of the roles responder/),
    ],
  ]);
});

test("a disabled person acts no more; redrive.yaml counts over the e-mail address; without sign-in only who is in it acts", async () => {
  const { ctx, press, happened, know } = await open({ people: { U0BOB0001: "ana@shop.example" } });
  const { id } = await makeAccount(ctx, "ana@shop.example", { role: "responder" });
  await ctx.sql`update people set disabled_at = now() where id = ${id}`;
  know(ana, "ana@shop.example");
  await press();
  await press({ user: "U0BOB0001" });
  expect(await happened()).toEqual(["fired"]);
  Object.assign(ctx.config, { signIn: null });
  await press();
  expect(await happened()).toEqual(["fired"]);
  await press({ user: "U0BOB0001" });
  expect(await happened()).toEqual(["fired", "acknowledged"]);
});

test("buttons of another Redrive, of links, and what is no press do nothing", async () => {
  const { ctx, press, send, happened, told } = await open({ people: { [ana]: "ana@shop.example" } });
  await makeAccount(ctx, "ana@shop.example", { role: "admin" });
  for (const value of ["redrive-production-1", "redrive-test-0", "x", "redrive-test-99999999999999999999", "redrive-test--1"])
    expect(await press({ value })).toEqual([200, ""]);
  for (const action of ["redrive.open", "redrive.replay", "redrive.discard", "__proto__", "toString"])
    expect(await press({ action })).toEqual([200, ""]);
  for (const body of [
    "",
    "payload=",
    "payload={",
    "payload=null",
    "payload=[]",
    `payload=${encodeURIComponent('{"type":"view_submission"}')}`,
    "a=b",
  ])
    expect(await send(body)).toEqual([200, ""]);
  expect(await happened()).toEqual(["fired"]);
  expect(new Set(told().map(([, , text]) => text))).toEqual(new Set(["This alert is of another Redrive, or it was deleted."]));
});

test("Slack gets its answer while Slack's own API takes longer than the three seconds that it waits; the press is done meanwhile", async () => {
  const { ctx, press, happened, know, slack } = await open();
  await makeAccount(ctx, "ana@shop.example", { role: "responder" });
  know(ana, "ana@shop.example");
  slack.fail({ method: "users.info", lateMs: 8_000 });
  expect(await press()).toEqual([200, ""]);
  expect(await happened()).toEqual(["fired"]);
  await vi.waitFor(async () => expect(await happened()).toEqual(["fired", "acknowledged"]), { timeout: 20_000 });
});

test("what fails for a cause of ours is an error in Slack, and may be pressed again", async () => {
  const { ctx, bodyOf, send, happened } = await open({ people: { [ana]: "ana@shop.example" } });
  await makeAccount(ctx, "ana@shop.example", { role: "responder" });
  await ctx.sql`alter table alert_transitions rename column reason to other`;
  const body = bodyOf({ at: "5.5" });
  expect((await send(body))[0]).toBe(500);
  await ctx.sql`alter table alert_transitions rename column other to reason`;
  expect((await send(body))[0]).toBe(200);
  expect(await happened()).toEqual(["fired", "acknowledged"]);
});
