import type { Logger } from "pino";
import type { Channel, ChannelAnswer } from "../channel.ts";
import type { Notice } from "../notice.ts";

/** Each notice is one line of the log: what alert, what happened, and its sentences. */
export function openLog(log: Logger): Channel {
  const write = async (notice: Notice): Promise<ChannelAnswer> => {
    const { dedupKey, seq, happened, severity, title, sentence, url } = notice;
    log.warn({ alert: dedupKey, seq, happened, severity, sentence, url }, title);
    return { is: "delivered", ref: null, said: "written to the log" };
  };
  return { post: write, update: write, resolve: write };
}
