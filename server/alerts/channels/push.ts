import { createHash } from "node:crypto";
import type { Ctx } from "../../context.ts";
import type { Outbound } from "../../outbound/outbound.ts";
import type { Channel, ChannelAnswer } from "../channel.ts";
import type { Notice } from "../notice.ts";
import { authorizePush, type VapidKeys } from "../push/authorize.ts";
import { encryptPush } from "../push/encrypt.ts";
import { type Device, findDevices } from "../push/find-devices.ts";
import { noticeFor } from "../push/notice-for.ts";
import { pushPayload, isNews } from "../push/payload.ts";
import { readPushKeys } from "../push/read-keys.ts";
import { readNotice } from "../read-notice.ts";
import { ask, judgeStatus } from "./ask.ts";

interface Options {
  readonly name: string;
  readonly contact: string;
}

/** What a service keeps a message for while a phone is off. An alert of yesterday is on the page. */
const keepSeconds = 86_400;
const atOnce = 50;
const firstRestMs = 5_000;
const longestRestMs = 60_000;

/**
 * Web Push: each device of those who may see the alert is sent one notification, which a later one of the alert replaces. What each was told is written
 * down, so that a second try goes only to those that were not reached. A device that its service does not know any more (404, 410) is forgotten.
 */
export function openPush({ name, contact }: Options, ctx: Pick<Ctx, "sql" | "config" | "clock">, outbound: Outbound): Channel {
  /** Devices that were not reached, how often in a row, and until when each rests. */
  const missed = new Map<number, { readonly times: number; readonly until: number; readonly said: string }>();
  const send = async (notice: Notice, signal: AbortSignal): Promise<ChannelAnswer> => {
    const { all, devices } = await findDevices(ctx, notice.alertId);
    if (all === 0) return { is: "broken", said: "No device: nobody has switched notifications on, under Settings." };
    const notices = await noticesOf(notice, devices);
    const due = devices.flatMap((device) => {
      const own = noticeFor(device, notices.get(device.heard) ?? notice);
      return own ? [{ device, own }] : [];
    });
    const keys = await readPushKeys(ctx);
    // Those that fail come last, so that they hold up nobody.
    const inTurn = due.toSorted((one, other) => Number(missed.has(one.device.id)) - Number(missed.has(other.device.id)));
    // Where none works, all are tried: it may be the way out of here.
    if (devices.every(({ id }) => missed.has(id))) for (const [id, one] of missed) missed.set(id, { ...one, until: 0 });
    const answers: ChannelAnswer[] = [];
    for (let at = 0; at < inTurn.length; at += atOnce) {
      const some = inTurn.slice(at, at + atOnce);
      answers.push(...(await Promise.all(some.map(({ device, own }) => tryTo(device, own, keys, signal)))));
    }
    const had = devices.filter(({ told }) => told !== null && told >= notice.seq).length;
    return sumOf(answers, { devices: devices.length, had });
  };

  /** A device that was not reached twice rests for a while, so that the others do not wait for it with each notice. */
  const tryTo = async (device: Device, notice: Notice, keys: VapidKeys, signal: AbortSignal): Promise<ChannelAnswer> => {
    const before = missed.get(device.id);
    const restMs = before ? before.until - Date.now() : 0;
    if (before && restMs > 0) return { is: "retry", afterMs: restMs, said: before.said };
    const answer = await tell(device, notice, keys, signal);
    if (answer.is !== "retry") missed.delete(device.id);
    else if (!signal.aborted) {
      const times = (before?.times ?? 0) + 1;
      missed.set(device.id, {
        times,
        until: times === 1 ? 0 : Date.now() + Math.min(longestRestMs, firstRestMs * 2 ** times),
        said: answer.said,
      });
    }
    return answer;
  };

  /** What devices are told that heard of different transitions last. */
  const noticesOf = async ({ alertId, seq }: Notice, devices: readonly Device[]): Promise<ReadonlyMap<number, Notice>> => {
    const all = [...new Set(devices.map(({ heard }) => heard).filter((heard) => heard < seq))];
    const read = await Promise.all(all.map((heard) => readNotice(ctx, alertId, seq, { channel: name, heard })));
    return new Map(all.flatMap((heard, nth) => (read[nth] ? [[heard, read[nth]] as const] : [])));
  };

  const tell = async (device: Device, notice: Notice, keys: VapidKeys, signal: AbortSignal): Promise<ChannelAnswer> => {
    const answer = await ask(
      outbound,
      {
        url: device.endpoint,
        headers: {
          authorization: authorizePush(device.endpoint, { keys, contact }),
          "content-type": "application/octet-stream",
          "content-encoding": "aes128gcm",
          ttl: String(keepSeconds),
          urgency: notice.severity === "critical" && isNews(notice) ? "high" : "normal",
          // RFC 8030, section 5.4: one that was not fetched yet is replaced.
          topic: createHash("sha256").update(notice.dedupKey).digest("base64url").slice(0, 32),
        },
        body: encryptPush(pushPayload(notice), device),
        signal,
      },
      (answered) =>
        answered.status === 404 || answered.status === 410 ? { is: "gone", said: `Answered ${answered.status}.` } : judgeStatus(answered),
    );
    if (answer.is === "gone") await ctx.sql`delete from push_subscriptions where id = ${device.id}`;
    if (answer.is === "delivered")
      await ctx.sql`
        insert into push_told (subscription_id, alert_id, seq)
        select s.id, a.id, ${notice.seq} from push_subscriptions s, alerts a where s.id = ${device.id} and a.id = ${notice.alertId}
        on conflict (subscription_id, alert_id) do update set seq = greatest(push_told.seq, excluded.seq)`;
    return answer;
  };

  return {
    post: send,
    update: (notice, _ref, signal) => send(notice, signal),
    resolve: (notice, _ref, signal) => send(notice, signal),
    close: async () => outbound.close(),
  };
}

/** One answer for all devices. `had`: how many had it before. One that is not reached makes nothing of the channel, as long as another one is. */
function sumOf(answers: readonly ChannelAnswer[], { devices, had }: { readonly devices: number; readonly had: number }): ChannelAnswer {
  const of = (is: ChannelAnswer["is"]) => answers.filter((answer) => answer.is === is);
  const [told, gone, refused] = [of("delivered").length, of("gone").length, of("broken")];
  const later = answers.filter((answer) => answer.is === "retry");
  const parts: readonly (readonly [number, string])[] = [
    [1, `${told} of ${devices} devices were told now.`],
    [had, `${had} had been told before.`],
    [gone, `${gone} do not exist any more and were removed.`],
    [later.length, `${later.length} were not reached: ${later[0]?.said}`],
    [refused.length, `${refused.length} refuse: ${refused[0]?.said}`],
  ];
  const said = parts.flatMap(([n, words]) => (n > 0 ? [words] : [])).join(" ");
  if (later.length > 0) {
    const rests = later.map(({ afterMs }) => afterMs ?? 0);
    if (told + had > 0) return { is: "partly", works: told > 0, ref: null, afterMs: Math.min(...rests) || null, said };
    return { is: "retry", afterMs: Math.max(...rests) || null, said };
  }
  if (refused.length > 0 && told + had === 0) return { is: "broken", said };
  return { is: "delivered", ref: null, said: devices === 0 ? "No device of anybody who may see it." : said };
}
