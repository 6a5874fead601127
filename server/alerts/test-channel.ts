import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { markLine } from "../text/marked.ts";
import { openChannel } from "./channels.ts";
import type { Channel, ChannelAnswer } from "./channel.ts";
import { decideNext } from "./decide-next.ts";
import { bounded } from "./deliver.ts";
import type { TestChannel } from "./input.ts";
import type { Notice } from "./notice.ts";
import type { ChannelTested } from "./output.ts";
import { demandGoing } from "./pause-channel.ts";
import { sendWaiting, writeChannel } from "./write-answer.ts";

/**
 * Sends a notice that says that it is a test, and that it is over, through a channel, and answers what came of it. When it got through, the channel works,
 * and what waits for it is sent. Not found: no channel is called so. Conflict: it is paused.
 */
export async function testChannel(ctx: Ctx, { name }: TestChannel): Promise<ChannelTested> {
  const asked = { permission: "alert.manage", scope: "everywhere", subject: `channel ${name}` } as const;
  const { found, operation } = await act(ctx, asked, async (tx, begun) => {
    const one = ctx.config.channels.find((channel) => channel.name === name);
    if (!one) throw new DomainError("not_found", `No channel is called ${name}. ${namesOf(ctx)}`);
    await demandGoing(tx, name);
    begun.note({ data: { act: "test" } });
    return { found: one, operation: begun.id };
  });
  const begun = performance.now();
  const channel = openChannel(found, ctx);
  const answer = await send(ctx, channel, testNotice(ctx, name)).finally(() => channel.close?.());
  const tookMs = Math.round(performance.now() - begun);
  await act(ctx, { ...asked, operation }, async (tx, ended) => {
    const [row] = await tx<{ failingMs: number }[]>`
      insert into channel_states (name) values (${name}) on conflict (name) do update set name = excluded.name
      returning coalesce(extract(epoch from now() - failing_since) * 1000, 0)::float8 as "failingMs"`;
    const next = decideNext({ answer, attempts: 1, ageMs: 0, failingMs: row?.failingMs ?? 0, random: Math.random() });
    await writeChannel(tx, name, next, answer.said);
    const isSent = next.is === "delivered" || next.is === "partly";
    if (isSent) await sendWaiting(tx, name);
    ended.note({ result: isSent ? "allowed" : "failed", data: { act: "tested", said: answer.said } });
    ended.announce("alerts");
  });
  return { is: answer.is === "partly" ? "delivered" : answer.is, said: answer.said, tookMs };
}

async function send(ctx: Ctx, channel: Channel, notice: Notice): Promise<ChannelAnswer> {
  const posted = await bounded(ctx, (signal) => channel.post(notice, signal, false));
  if (posted.is !== "delivered" && posted.is !== "partly") return posted;
  const over = {
    ...notice,
    seq: 2,
    toldSeq: 2,
    happened: "resolved",
    state: "resolved",
    status: "Over",
    told: "The test is over.",
    acts: [],
  } as const;
  const ended = await bounded(ctx, (signal) => channel.resolve({ ...over, resolvedAt: new Date() }, posted.ref, signal, false));
  return ended.is === "delivered" || ended.is === "partly"
    ? posted
    : { ...ended, said: `It was posted, and its end was not told: ${ended.said}` };
}

function testNotice({ config, principal, clock }: Ctx, name: string): Notice {
  const now = clock();
  const who = markLine(principal.name.slice(0, 100));
  return {
    alertId: 0,
    dedupKey: `redrive-test-${now.getTime()}`,
    seq: 1,
    toldSeq: 1,
    happened: "fired",
    at: now,
    asOf: now,
    state: "firing",
    severity: "info",
    environment: { ...config.environment, name: markLine(config.environment.name) },
    rule: "test",
    status: "Test",
    title: `test of the channel ${name}`,
    sentence: `${who} tests the channel ${name}. Nothing is wrong.`,
    next: "",
    facts: [],
    told: "This is a test.",
    owner: null,
    holder: null,
    since: now,
    resolvedAt: null,
    standsFor: 1,
    quiet: null,
    url: `${config.http.url}/alerts`,
    links: [],
    acts: [],
  };
}

function namesOf({ config }: Ctx): string {
  const names = config.channels.map((one) => one.name);
  return names.length > 0 ? `There are ${names.join(", ")}.` : "None is configured in redrive.yaml.";
}
