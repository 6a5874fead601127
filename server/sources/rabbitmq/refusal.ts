import { connect, isIP } from "node:net";
import { connect as connectTls } from "node:tls";
import { hostOf } from "../../outbound/rule.ts";

const answerMs = 5_000;
const [openMethod, closeMethod] = [Buffer.of(0, 10, 0, 40), Buffer.of(0, 10, 0, 50)];

/**
 * Why the broker does not open the virtual host, in its own words: "530 NOT_ALLOWED - vhost shop not found". The client reads them in its handshake, and drops
 * them. So the handshake is done once more: its three answers (AMQP 0-9-1, 1.4.2) are known before the broker asks. null: no answer, or another one.
 */
export function askRefusal(url: URL, tls: object): Promise<string | null> {
  const secure = url.protocol === "amqps:";
  const where = { host: hostOf(url), port: Number(url.port) || (secure ? 5671 : 5672) };
  return new Promise((resolve) => {
    const socket = secure ? connectTls({ ...where, ...(isIP(where.host) ? {} : { servername: where.host }), ...tls }) : connect(where);
    let read = Buffer.alloc(0);
    const end = (answer: string | null) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(answerMs, () => end(null));
    socket.on("error", () => end(null)).on("close", () => end(null));
    socket.on("data", (bytes) => {
      read = Buffer.concat([read, bytes]);
      const close = closeOf(read);
      if (close !== null || read.length > 65_536) end(close);
    });
    socket.write(handshake(url));
  });
}

/** Code and text of the close method that a broker sent; null: none yet. */
function closeOf(read: Buffer): string | null {
  for (let at = 0; read.length >= at + 8; at += 8 + read.readUInt32BE(at + 3)) {
    const method = read.subarray(at + 7, at + 7 + read.readUInt32BE(at + 3));
    if (read[at] !== 1 || !method.subarray(0, 4).equals(closeMethod) || method.length < 7) continue;
    return `${method.readUInt16BE(4)} ${method.subarray(7, 7 + (method[6] ?? 0)).toString("utf8")}`;
  }
  return null;
}

function handshake(url: URL): Buffer {
  const [user, password] = url.username === "" ? ["guest", "guest"] : [url.username, url.password].map(decodeURIComponent);
  const response = Buffer.from(`\0${user}\0${password}`);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(response.length);
  const startOk = [Buffer.of(0, 10, 0, 11, 0, 0, 0, 0), short("PLAIN"), length, response, short("en_US")];
  // No channel limit, frames of 128 KiB, no heartbeat.
  const tuneOk = [Buffer.of(0, 10, 0, 31, 0, 1, 0, 2, 0, 0, 0, 0)];
  const vhost = decodeURIComponent(url.pathname.slice(1)) || "/";
  const open = [openMethod, short(vhost), Buffer.of(0, 0)];
  return Buffer.concat([Buffer.from("AMQP\0\0\x09\x01"), ...[startOk, tuneOk, open].map((parts) => frame(Buffer.concat(parts)))]);
}

function short(text: string): Buffer {
  const bytes = Buffer.from(text).subarray(0, 255);
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}

function frame(method: Buffer): Buffer {
  const head = Buffer.alloc(7);
  head.writeUInt8(1);
  head.writeUInt32BE(method.length, 3);
  return Buffer.concat([head, method, Buffer.of(0xce)]);
}
