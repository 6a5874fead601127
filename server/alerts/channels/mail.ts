import { readFileSync } from "node:fs";
import { connect, isIP, type Socket } from "node:net";
import { createTransport } from "nodemailer";
import { markLine } from "../../text/marked.ts";
import type { Outbound } from "../../outbound/outbound.ts";
import { OutboundError } from "../../outbound/rule.ts";
import { tlsWords } from "../../sources/read-tls.ts";
import type { ChannelConfig } from "../../config/config.ts";
import type { Channel, ChannelAnswer, ChannelRef } from "../channel.ts";
import type { Notice } from "../notice.ts";
import { quote } from "./ask.ts";
import { htmlMail, plainMail, subjectOf } from "./mail-text.ts";

type Options = Omit<Extract<ChannelConfig, { kind: "mail" }>, "kind" | "name">;
type Opened = Options & { readonly files: Readonly<Record<string, Buffer>> };

const connectMs = 10_000;
const silentMs = 30_000;

/** What nodemailer says of a mail that was sent, and of one that was not. */
interface Refusal extends Error {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly recipient?: string;
}

/**
 * Sends notices by SMTP. Those of an alert name the same first message, which was never sent, so that one that is lost breaks no conversation; each has
 * a Message-ID of its own that a second try repeats.
 */
export function openMail(options: Options, outbound: Outbound): Channel {
  const send = async (notice: Notice, ref: ChannelRef | null, signal: AbortSignal): Promise<ChannelAnswer> => {
    if (options.security === "none" && options.password !== null)
      return { is: "broken", said: "Its password is not sent without encryption: security must be starttls or tls." };
    const stopped = Promise.withResolvers<never>();
    const stop = () => stopped.reject(new Error("stopped"));
    signal.addEventListener("abort", stop);
    try {
      const files = readFiles(options.tls);
      const socket = await open(options, outbound, signal);
      const subject = String(ref?.["subject"] ?? subjectOf(notice));
      const sent = deliver({ ...options, files }, socket, { ...mailOf(notice, options), subject: ref ? `Re: ${subject}` : subject });
      // Whoever stops does not wait: nodemailer has the socket, maybe under TLS, and ends it after a silence.
      const answer = await Promise.race([sent, stopped.promise]);
      return answer.is === "delivered" ? { ...answer, ref: { subject } } : answer;
    } catch (error) {
      return judgeError(error as Refusal, signal);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  };
  return { post: (notice, signal) => send(notice, null, signal), update: send, resolve: send, close: async () => outbound.close() };
}

function mailOf(notice: Notice, { from, to }: Options): object {
  const domain = from.slice(from.lastIndexOf("@") + 1);
  const first = `<${notice.dedupKey}@${domain}>`;
  return {
    from: { name: "Redrive", address: from },
    to: [...to],
    messageId: `<${notice.dedupKey}.${notice.seq}@${domain}>`,
    inReplyTo: first,
    references: [first],
    date: notice.at,
    priority: notice.severity === "critical" && notice.state === "firing" ? "high" : "normal",
    // RFC 3834: nobody who is away answers it.
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
    text: plainMail(notice),
    html: htmlMail(notice),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** A connection to what the guard lets through. */
async function open({ host, port }: Options, outbound: Outbound, signal: AbortSignal): Promise<Socket> {
  if (isIP(host) > 0) outbound.demand(host);
  const socket = connect({ host, port, lookup: outbound.lookup, timeout: connectMs });
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    const stop = () => fail(new Error("stopped"));
    signal.addEventListener("abort", stop);
    socket.once("error", fail);
    socket.once("timeout", () => fail(Object.assign(new Error("timeout"), { code: "ETIMEDOUT" })));
    socket.once("close", () => signal.removeEventListener("abort", stop));
    socket.once("connect", () => {
      signal.removeEventListener("abort", stop);
      socket.off("error", fail);
      socket.setTimeout(0);
      socket.removeAllListeners("timeout");
      resolve(socket);
    });
  });
}

async function deliver(options: Opened, socket: Socket, mail: object): Promise<ChannelAnswer> {
  const { host, port, security, user, password, files, to } = options;
  const transport = createTransport({
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    ...(user === null ? {} : { auth: { user, pass: password ?? "" } }),
    tls: { ...files, minVersion: "TLSv1.2" },
    greetingTimeout: connectMs,
    connectionTimeout: connectMs,
    socketTimeout: silentMs,
    getSocket: (_options, done) => done(null, { connection: socket }),
  });
  const { accepted = [], rejectedErrors = [], response = "" } = await transport.sendMail(mail);
  const refused = rejectedErrors as readonly Refusal[];
  if (refused.length === 0) return { is: "delivered", ref: null, said: quote(response) || "The server took it." };
  const who = refused.map(({ recipient = "", response: why = "" }) => `${recipient} (${quote(why)})`).join(", ");
  const said = `${accepted.length} of ${to.length} recipients were taken. Refused: ${markLine(who)}`;
  return isPassing(refused) ? { is: "retry", afterMs: null, said } : { is: "broken", said };
}

/** Read for each mail: certificates are renewed. */
function readFiles(files: Options["tls"] = {}): Readonly<Record<string, Buffer>> {
  const read = ([part, file]: readonly [string, string]) => {
    try {
      return [part, readFileSync(file)] as const;
    } catch {
      throw new FileError(`The file "${file}" of tls.${part} cannot be read.`);
    }
  };
  return Object.fromEntries(Object.entries(files).map(read));
}

class FileError extends Error {}

function judgeError(error: Refusal, signal: AbortSignal): ChannelAnswer {
  if (error instanceof OutboundError || error instanceof FileError) return { is: "broken", said: error.message };
  if (signal.aborted) return { is: "retry", afterMs: null, said: "Stopped before the server had it." };
  const { code = "no code", responseCode, response, message } = error;
  const said = response
    ? `The server answered: ${quote(response)}`
    : `The server was not reached, or ended the connection: ${code}.${tlsWords(message)}`;
  return responseCode !== undefined && responseCode >= 500 ? { is: "broken", said } : { is: "retry", afterMs: null, said };
}

/** RFC 5321, section 4.2.1: 4yz may pass. */
function isPassing(refused: readonly Refusal[]): boolean {
  return refused.some(({ responseCode = 0 }) => responseCode < 500);
}
