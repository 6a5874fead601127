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
import { ask, judgeStatus } from "./ask.ts";

interface Options {
  readonly contact: string;
}

/** What a service keeps a message for while a phone is off. An alert of yesterday is on the page. */
const keepSeconds = 86_400;
const atOnce = 8;

/**
 * Web Push: each device of those who may see the alert is sent one notification, which a later one of the alert replaces. What each was told is written
 * down, so that a second try goes only to those that were not reached. A device that its service does not know any more (404, 410) is forgotten.
 */
export function openPush({ contact }: Options, ctx: Pick<Ctx, "sql" | "config" | "clock">, outbound: Outbound): Channel {
  const send = async (notice: Notice, signal: AbortSignal): Promise<ChannelAnswer> => {
    const { all, devices } = await findDevices(ctx, notice.alertId);
    if (all === 0) return { is: "broken", said: "No device: nobody has switched notifications on, under Settings." };
    const due = devices.flatMap((device) => {
      const own = noticeFor(device, notice);
      return own ? [{ device, own }] : [];
    });
    const keys = await readPushKeys(ctx);
    const answers: ChannelAnswer[] = [];
    for (let at = 0; at < due.length; at += atOnce) {
      const some = due.slice(at, at + atOnce);
      answers.push(...(await Promise.all(some.map(({ device, own }) => tell(device, own, keys, signal)))));
    }
    return sumOf(answers, devices.length);
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

/** One answer for all devices: as long as one may be reached by another try, there is one. */
function sumOf(answers: readonly ChannelAnswer[], devices: number): ChannelAnswer {
  const of = (is: ChannelAnswer["is"]) => answers.filter((answer) => answer.is === is);
  const [told, gone, later, refused] = [of("delivered").length, of("gone").length, of("retry"), of("broken")];
  const parts = [
    `${told} of ${devices} devices were told now.`,
    gone > 0 ? `${gone} do not exist any more and were removed.` : "",
    later.length > 0 ? `${later.length} were not reached: ${later[0]?.said ?? ""}` : "",
    refused.length > 0 ? `${refused.length} refuse: ${refused[0]?.said ?? ""}` : "",
  ];
  const said = parts.filter((part) => part !== "").join(" ");
  if (later.length > 0) {
    const rests = later.map((answer) => (answer.is === "retry" ? (answer.afterMs ?? 0) : 0));
    return { is: "retry", afterMs: Math.max(...rests) || null, said };
  }
  if (refused.length > 0 && told === 0) return { is: "broken", said };
  return { is: "delivered", ref: null, said: devices === 0 ? "No device of anybody who may see it." : said };
}
