import { setTimeout as delay } from "node:timers/promises";
import { readPress } from "../alerts/slack/payload.ts";
import { pressButton } from "../alerts/slack/press.ts";
import { isSigned } from "../alerts/slack/verify.ts";
import { DomainError } from "../errors.ts";
import type { RequestCtx } from "../trpc/init.ts";

/** Slack shows an error where no answer comes within three seconds. */
const answerMs = 2_000;

/**
 * A button that somebody pressed in Slack. It is acted on before the answer where that is quick, otherwise meanwhile. Rejects with `unauthenticated` unless
 * Slack has signed it with the secret of a configured app just now, and with `not_found` where no app is configured.
 */
export async function slackAnswer(ctx: RequestCtx, request: Request): Promise<Response> {
  const raw = new Uint8Array(await request.arrayBuffer());
  const signed = {
    raw,
    timestamp: request.headers.get("x-slack-request-timestamp"),
    signature: request.headers.get("x-slack-signature"),
  };
  const apps = ctx.config.channels.flatMap((channel) =>
    channel.kind === "slack" && channel.signingSecret !== null ? [{ ...channel, secret: channel.signingSecret }] : [],
  );
  if (apps.length === 0) throw new DomainError("not_found", "No channel of Slack with a signingSecret is configured here.");
  const own = apps.filter(({ secret }) => isSigned(secret, signed, ctx.clock()));
  if (own.length === 0) {
    ctx.log.warn({ address: ctx.address, timestamp: signed.timestamp }, "Refused what claims to come from Slack.");
    throw new DomainError(
      "unauthenticated",
      "This is not signed by Slack with the signingSecret of a channel, or not within the last five minutes.",
    );
  }
  const press = readPress(raw);
  const channel = own.find((one) => one.channel === press?.channel) ?? own[0];
  if (!press || !channel) return new Response(null, { status: 200 });
  const done = pressButton(ctx, channel, press);
  const failed = done.catch((err: unknown) => {
    ctx.log.error({ err, channel: channel.name }, "a button in Slack was not acted on");
  });
  // What fails in time is an error in Slack too, so that the person presses again.
  await Promise.race([done, delay(answerMs)]);
  void failed;
  return new Response(null, { status: 200 });
}
