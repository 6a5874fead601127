import { expect, test } from "vitest";
import type { Asker } from "../access/asker.ts";
import { findProxied } from "../access/find-proxied.ts";
import { presets } from "../access/roles.ts";
import { whoAsks } from "../access/who-asks.ts";
import type { Config } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { cookiesOf, makeAccount, makeToken as tokenOf, signedIn, signInConfig } from "../testing/people.ts";
import { disablePerson, enablePerson } from "./disable.ts";
import { giveRole } from "./give-role.ts";
import { invitePerson, renewLink } from "./invite.ts";
import { listPeople } from "./list.ts";
import { makeToken, revokeToken } from "./make-token.ts";
import { findLink } from "./one-time-link.ts";
import { passwordLink } from "./print-link.ts";
import { readMe } from "./read-me.ts";
import { setPassword } from "./set-password.ts";

const reason = "a test";
const everywhere = { sources: ["*"], queues: ["*"] };
const roles = { ...presets, manager: ["people.manage", "people.view", "message.view"] as const };
const access: Config["access"] = {
  roles,
  grants: [
    { grant: { role: "admin", permissions: presets.admin, ...everywhere }, people: ["Chief@shop.example"], groups: [] },
    { grant: { role: "manager", permissions: roles.manager, ...everywhere }, people: ["peer@shop.example"], groups: [] },
    { grant: { role: "operator", permissions: presets.operator, ...everywhere }, people: [], groups: ["sre"] },
  ],
};
const proxy = { from: ["127.0.0.1"], userHeader: "x-user", groupsHeader: "x-groups", secretHeader: "x-secret", secret: "s".repeat(24) };

async function open() {
  const clients = await testDatabase();
  const ctx: Ctx = { ...testContext(clients, { config: { signIn: { ...signInConfig, proxy }, access } }), address: "10.0.0.1" };
  const as = async (headers: Headers): Promise<Ctx & Asker> => ({ ...ctx, ...(await whoAsks(ctx, headers, { isUse: true })) });
  const by = async (role: string) => as(await signedIn(ctx, await makeAccount(ctx, `${role}-one@shop.example`, { role })));
  const links = () => ctx.sql`select from one_time_links`;
  return { ctx, as, by, links };
}

test("whoever manages people opens no way in for somebody with more, by the console or by redrive.yaml", async () => {
  const { ctx, by, links } = await open();
  const manager = await by("manager");
  const boss = await makeAccount(ctx, "boss@shop.example", { role: "admin" });
  const chief = await makeAccount(ctx, "chief@shop.example");
  for (const { id, name } of [boss, chief]) {
    await expect(renewLink(manager, { id })).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringMatching(`^${name} has permissions that you lack: .*token\\.make`),
    });
    await ctx.sql`update people set disabled_at = now() where id = ${id}`;
    await expect(enablePerson(manager, { id, reason })).rejects.toMatchObject({ code: "forbidden" });
  }
  await ctx.sql`delete from people where id = ${chief.id}`;
  await expect(invitePerson(manager, { email: "CHIEF@shop.example", name: "Chief" })).rejects.toMatchObject({ code: "forbidden" });
  const refused = await ctx.sql<{ subject: string }[]>`select subject from audit where result = 'refused' order by id`;
  const tried = [boss, boss, chief, chief].map(({ id }) => `person ${id}`);
  expect(refused.map(({ subject }) => subject)).toEqual([...tried, "CHIEF@shop.example"]);
  expect(await ctx.sql`select from people where disabled_at is null`).toHaveLength(1);
  expect(await links()).toHaveLength(0);
});

test("a role that is held in more queues is more, and so are the groups of single sign-on", async () => {
  const { ctx, by } = await open();
  const manager = await by("manager");
  const few = await makeAccount(ctx, "few@shop.example", { role: "viewer", queues: ["orders.*"] });
  await expect(renewLink(manager, { id: few.id })).rejects.toMatchObject({ code: "forbidden" });
  const bob = await findProxied(ctx, { user: "bob", groups: ["sre"] }, true);
  const id = bob?.credential?.personId ?? 0;
  await disablePerson(manager, { id, reason });
  await expect(enablePerson(manager, { id, reason })).rejects.toMatchObject({ code: "forbidden" });
});

test("for somebody with as much or less, and for oneself, they do; an admin does for all", async () => {
  const { ctx, by, links } = await open();
  const manager = await by("manager");
  const peer = await invitePerson(manager, { email: "peer@shop.example", name: "Peer" });
  await renewLink(manager, { id: manager.credential?.personId ?? 0 });
  await disablePerson(manager, { id: peer.id, reason });
  await enablePerson(manager, { id: peer.id, reason });
  const boss = await makeAccount(ctx, "boss@shop.example", { role: "admin" });
  // What has ended gives nothing.
  await ctx.sql`update given_roles set until = ${new Date(0)} where person_id = ${boss.id}`;
  await renewLink(manager, { id: boss.id });
  const admin = await by("admin");
  await invitePerson(admin, { email: "chief@shop.example", name: "Chief" });
  expect(await links()).toHaveLength(3);
});

test("a token makes no links, not even for its own maker", async () => {
  const { ctx, as, by, links } = await open();
  const personId = (await by("admin")).credential?.personId ?? 0;
  const program = await as((await tokenOf(ctx, personId, { role: "admin" })).headers);
  await expect(renewLink(program, { id: personId })).rejects.toMatchObject({ code: "forbidden" });
  await expect(invitePerson(program, { email: "new@shop.example", name: "New" })).rejects.toMatchObject({ code: "forbidden" });
  expect(await links()).toHaveLength(0);
  expect(await ctx.sql`select from people`).toHaveLength(1);
});

test("whom the proxy in front names makes tokens of their own, and revokes them", async () => {
  const { ctx, as } = await open();
  const said = { user: "chief@shop.example", groups: [] };
  const chief: Ctx & Asker = { ...ctx, ...(await findProxied(ctx, said, true))! };
  expect(await readMe(chief)).toMatchObject({ name: said.user, email: said.user, may: { makeTokens: true }, sessions: [] });
  const { id, token } = await makeToken(chief, { name: "pipeline", role: "viewer", ...everywhere, days: 30 });
  const headers = new Headers({ authorization: `Bearer ${token}` });
  expect((await as(headers)).principal).toMatchObject({ kind: "token", name: "pipeline" });
  expect((await listPeople(chief)).tokens).toMatchObject([{ rests: false, personId: chief.credential?.personId }]);
  await revokeToken(chief, { id, reason });
  expect((await as(headers)).credential).toBeNull();
});

test("a link of whoever could not make it now works no more: the account may more since, or its maker less", async () => {
  const { ctx, by, as } = await open();
  const [manager, admin] = [await by("manager"), await by("admin")];
  const boss = manager.credential?.personId ?? 0;
  let nth = 0;
  const invited = async (maker: Ctx & Asker) => {
    const { id, link } = await invitePerson(maker, { email: `new-${nth++}@shop.example`, name: "New" });
    const secret = link.split("#")[1] ?? "";
    const use = () => setPassword(ctx, { secret, password: "three old boats on a lake" }, new Headers());
    return { id, use, isShown: async () => (await findLink(ctx, ctx.sql, secret, { using: false })) !== null };
  };
  const give = (id: number, role: string) => giveRole(admin, { id, role, ...everywhere, reason });
  const ended = { code: "not_found" };

  const more = await invited(manager);
  await give(more.id, "manager");
  expect(await more.isShown()).toBe(true);
  await give(more.id, "viewer");
  expect(await more.isShown()).toBe(false);
  await expect(more.use()).rejects.toMatchObject(ended);

  const [mine, less, gone] = [await invited(admin), await invited(manager), await invited(manager)];
  await give(mine.id, "admin");
  await give(less.id, "manager");
  await ctx.sql`update given_roles set queues = '{orders.*}' where person_id = ${boss}`;
  await expect(less.use()).rejects.toMatchObject(ended);
  await ctx.sql`update given_roles set queues = '{*}' where person_id = ${boss}`;
  await disablePerson(admin, { id: boss, reason });
  await expect(gone.use()).rejects.toMatchObject(ended);
  await enablePerson(admin, { id: boss, reason });
  for (const { use } of [mine, less, gone]) expect((await as(cookiesOf(await use()))).principal.name).toBe("New");
  // Whoever runs the server reaches everybody.
  const printed = await passwordLink(ctx, "admin-one@shop.example");
  expect(await findLink(ctx, ctx.sql, printed.split("#")[1] ?? "", { using: false })).toMatchObject({ purpose: "password" });
});
