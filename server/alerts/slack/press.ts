import type { Ctx } from "../../context.ts";
import { DomainError } from "../../errors.ts";
import { actOnAlert } from "../act.ts";
import type { SlackConfig } from "../channels/slack.ts";
import { SlackApi } from "../channels/slack-api.ts";
import { slackActs, slackNote, snoozeMinutes } from "../channels/slack-message.ts";
import { alertAct } from "../input.ts";
import { dedupKeyOf } from "../notice-of.ts";
import { findPresser } from "./find-presser.ts";
import type { Press } from "./payload.ts";

const askMs = 10_000;

/**
 * Does what a button in Slack says, as the person who pressed it, once however often it is sent. What cannot be done is told to that person alone, in
 * Slack. The message itself changes by the outbox, as after an act in the console.
 */
export async function pressButton(ctx: Ctx, config: SlackConfig, press: Press): Promise<void> {
  const api = new SlackApi(config, ctx.config.outbound.allow);
  const signal = AbortSignal.timeout(askMs);
  const key = [config.name, press.user, press.at, press.action].join(" ");
  try {
    const taken = await ctx.sql<
      { key: string }[]
    >`insert into slack_presses (key, at) values (${key}, now()) on conflict do nothing returning key`;
    if (taken.length === 0) return;
    const words = await act(ctx, { config, api, press, signal });
    if (words === null || press.channel === null) return;
    const told = await api.call("chat.postEphemeral", { channel: press.channel, user: press.user, ...slackNote(words) }, signal);
    if (!told.ok)
      ctx.log.warn({ channel: config.name, problem: told.problem.error, words }, "who pressed a button in Slack could not be told");
  } catch (error) {
    // Nothing was done: the same press may be sent again.
    await ctx.sql`delete from slack_presses where key = ${key}`.catch(() => {});
    throw error;
  } finally {
    api.close();
  }
}

/** Acts as the person; answers why not, or null. */
async function act(
  ctx: Ctx,
  of: { readonly config: SlackConfig; readonly api: SlackApi; readonly press: Press; readonly signal: AbortSignal },
): Promise<string | null> {
  const { config, press } = of;
  const act = Object.hasOwn(slackActs, press.action) ? slackActs[press.action]?.act : undefined;
  if (act === undefined) return null;
  const id = Number(/-(\d{1,15})$/.exec(press.value)?.[1]);
  const isOurs =
    Number.isSafeInteger(id) &&
    dedupKeyOf(id, ctx.config) === press.value &&
    (await ctx.sql`select from alerts where id = ${id}`).count > 0;
  if (!isOurs) return "This alert is of another Redrive, or it was deleted.";
  const principal = await findPresser(ctx, of);
  if (principal === null) return unmapped(ctx, config, press);
  try {
    const input = alertAct.parse({ id, act, ...(act === "snooze" ? { minutes: snoozeMinutes } : {}) });
    await actOnAlert({ ...ctx, principal, address: "Slack" }, input);
    return null;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === "unavailable") throw error;
    return error.code === "forbidden" ? `${error.message} ${whoMay(ctx)}` : error.message;
  }
}

function unmapped(ctx: Ctx, { name }: SlackConfig, { user }: Press): string {
  return `Redrive does not know who you are, so nothing was done. Whoever runs Redrive can add ${user} with your e-mail address in redrive.yaml, under channels.${name}.people. ${whoMay(ctx)}`;
}

function whoMay({ config }: Ctx): string {
  const roles = Object.entries(config.access.roles).filter(([, may]) => may.includes("alert.acknowledge"));
  return `It takes one of the roles ${roles.map(([role]) => role).join(", ")}.`;
}
