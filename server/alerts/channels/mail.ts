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
  readonly rejectedErrors?: readonly Refusal[];
}

/** What is known of an alert's conversation: its subject and the transition that began it, and who has which notice already that others do not have yet. */
interface Conversation {
  readonly subject: string;
  readonly first: number;
  readonly seq: number;
  readonly had: readonly string[];
}

/**
 * Sends notices by SMTP. Those of an alert name the same first message, which was never sent, so that one that is lost breaks no conversation; each has
 * a Message-ID of its own that a second try repeats. A recipient that is refused for now holds up nobody else: a second try goes to those alone who do not have it.
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
      const of = conversationOf(notice, ref);
      const to = options.to.filter((address) => !of.had.includes(address));
      const mail = { ...mailOf(notice, options), envelope: { from: options.from, to } };
      const sent = deliver({ ...options, files }, socket, { ...mail, subject: of.first === notice.seq ? of.subject : `Re: ${of.subject}` });
      // Whoever stops does not wait: nodemailer has the socket, maybe under TLS, and ends it after a silence.
      return judgeSent(await Promise.race([sent, stopped.promise]), to, of);
    } catch (error) {
      return judgeError(error as Refusal, signal);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  };
  return { post: (notice, signal) => send(notice, null, signal), update: send, resolve: send, close: async () => outbound.close() };
}

function conversationOf({ seq, ...notice }: Notice, ref: ChannelRef | null): Conversation {
  if (ref === null) return { subject: subjectOf({ seq, ...notice }), first: seq, seq, had: [] };
  const { subject, first, told, to } = ref;
  return { subject: String(subject), first: Number(first), seq, had: told === seq ? String(to).split(",") : [] };
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

interface Sent {
  readonly refused: readonly Refusal[];
  /** The server's word of the whole mail. */
  readonly response: string;
}

/** Rejects where the server was not reached or took no mail; answers whom it refused. */
async function deliver(options: Opened, socket: Socket, mail: object): Promise<Sent> {
  const { host, port, security, user, password, files } = options;
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
  try {
    const { rejectedErrors = [], response = "" } = await transport.sendMail(mail);
    return { refused: rejectedErrors as readonly Refusal[], response };
  } catch (error) {
    // All were refused.
    const { rejectedErrors: refused = [] } = error as Refusal;
    if (refused.length === 0) throw error;
    return { refused, response: "" };
  }
}

/** `to`: whom it went to. One that is refused for good will never have it; that is said, and tried no more. */
function judgeSent({ refused, response }: Sent, to: readonly string[], { subject, first, seq, had }: Conversation): ChannelAnswer {
  const ref = { subject, first };
  if (refused.length === 0) return { is: "delivered", ref, said: quote(response) || "The server took it." };
  const names = new Set(refused.map(({ recipient = "" }) => recipient.toLowerCase()));
  const have = [...had, ...to.filter((address) => !names.has(address.toLowerCase()))];
  const [later, never] = [refused.filter(isPassing), refused.filter((one) => !isPassing(one))];
  const said = [
    `${have.length} of ${had.length + to.length} recipients have it.`,
    ...(later.length > 0 ? [`Refused for now: ${listOf(later)}.`] : []),
    ...(never.length > 0 ? [`Refused for good: ${listOf(never)}.`] : []),
  ].join(" ");
  if (later.length > 0)
    return have.length > 0
      ? { is: "partly", works: true, ref: { ...ref, told: seq, to: have.join(",") }, afterMs: null, said }
      : { is: "retry", afterMs: null, said };
  return have.length > 0 ? { is: "delivered", ref, said } : { is: "broken", said };
}

function listOf(refused: readonly Refusal[]): string {
  return markLine(refused.map(({ recipient = "", response: why = "" }) => `${recipient} (${quote(why)})`).join(", "));
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
function isPassing({ responseCode = 0 }: Refusal): boolean {
  return responseCode < 500;
}
