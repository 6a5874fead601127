import { type Channel, type ChannelModel, connect } from "amqplib";
import { BrokerError } from "../port.ts";
import { connectError, isVhostRefusal, type Scrub } from "./errors.ts";
import { keepRawFrames, rawConnection } from "./raw-connection.ts";
import { askRefusal } from "./refusal.ts";

const connectMs = 10_000;
const closeMs = 5_000;
const heartbeatSeconds = "15";

/** One connection that is opened at its first use and again after it was lost. */
export interface Link {
  /** The open connection. Rejects with `BrokerError`. */
  open(): Promise<ChannelModel>;
  /** Runs one operation on a channel of its own, since an error of the broker closes the channel that it came from. */
  onChannel<T>(operation: (channel: Channel) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The property of a connection that names the process which opened it. */
export const processProperty = "redrive_process";

/** `tls` is read when it dials; see `readTls`. */
export function createLink(options: { source: string; url: string; tls: () => object; owner: string; role: string; scrub: Scrub }): Link {
  const { source, owner, role, scrub } = options;
  let current: Promise<ChannelModel> | null = null;
  let closed = false;

  const dial = async (): Promise<ChannelModel> => {
    const clientProperties = { connection_name: `redrive ${source} ${role}`, [processProperty]: owner };
    const where = URL.canParse(options.url) ? new URL(options.url).host : "(invalid url)";
    const tls = options.tls();
    let model: ChannelModel;
    try {
      model = await connect(withHeartbeat(options.url), { ...tls, timeout: connectMs, keepAlive: true, noDelay: true, clientProperties });
    } catch (error) {
      const refusal = isVhostRefusal(error) ? await askRefusal(new URL(options.url), tls) : null;
      throw connectError(refusal ?? error, where, scrub);
    }
    keepRawFrames(rawConnection(model));
    model.on("error", () => {});
    return model;
  };

  const open = (): Promise<ChannelModel> => {
    if (closed) return Promise.reject(new BrokerError("closed", `The connection to "${source}" has been closed.`));
    if (current !== null) return current;
    const dialled = dial();
    const forget = () => {
      if (current === dialled) current = null;
    };
    current = dialled;
    dialled.then((model) => model.on("close", forget), forget);
    return dialled;
  };

  return {
    open,
    onChannel: async (operation) => {
      const model = await open();
      const channel = await model.createChannel();
      channel.on("error", () => {});
      try {
        return await operation(channel);
      } finally {
        await closeChannel(channel);
      }
    },
    close: async () => {
      closed = true;
      const model = await current?.catch(() => null);
      if (model) await closeModel(model);
    },
  };
}

/** Closes a channel that may be closed already, or be lost before the broker answers. */
export async function closeChannel(channel: Channel): Promise<void> {
  const lost = new Promise<void>((resolve) => channel.once("close", resolve));
  await Promise.race([channel.close(), lost]).catch(() => {});
}

async function closeModel(model: ChannelModel): Promise<void> {
  const lost = new Promise<void>((resolve) => model.once("close", () => resolve()));
  const impatient = setTimeout(() => rawConnection(model).stream.destroy(), closeMs);
  await Promise.race([model.close(), lost]).catch(() => {});
  clearTimeout(impatient);
}

function withHeartbeat(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  if (!parsed.searchParams.has("heartbeat")) parsed.searchParams.set("heartbeat", heartbeatSeconds);
  return parsed.href;
}
