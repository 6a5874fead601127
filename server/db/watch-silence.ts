import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";

/** One connection of a pool, as the driver hands it over once its session stands (`server/process/mend-driver.mjs`). */
interface Session {
  /** Of its server process, as the server says. */
  readonly pid: number;
  readonly socket: Socket;
  /** A statement waits for its answer. */
  readonly isBusy: () => boolean;
}

interface Bounds {
  /** A statement may wait so long before anybody asks what became of it. */
  readonly silentMs: number;
  /** So long the server has to tell, on a new connection. */
  readonly answerMs: number;
}

const pollMs = 1_000;
/** Together well below the minutes after which a kernel gives up, and above a stall that passes. */
const usual: Bounds = { silentMs: 15_000, answerMs: 10_000 };

/**
 * Options for the driver, by which a connection whose packets vanish is an error of its statement: no keepalive of TCP ends one that has something to send.
 * A statement may take minutes, so silence alone proves nothing. After `silentMs` the server is asked on a new connection: where it does not answer, or says that
 * this session works on nothing, the connection is given up. Behind a pooler, which gives sessions numbers of its own, only the former counts.
 */
export function watchSilence(url: string, bounds = usual): { readonly onbackend: (session: Session) => void } {
  /** Each with when it was heard last, or began to wait. */
  const heard = new Map<Session, number>();
  let timer: NodeJS.Timeout | null = null;
  let asking = false;

  const poll = async (): Promise<void> => {
    for (const session of heard.keys()) {
      if (session.socket.destroyed) heard.delete(session);
      else if (!session.isBusy()) heard.set(session, performance.now());
    }
    if (heard.size === 0 && timer) {
      clearInterval(timer);
      timer = null;
    }
    const silent = new Map([...heard].filter(([, at]) => performance.now() - at > bounds.silentMs));
    if (silent.size === 0 || asking) return;
    asking = true;
    const working = await readWorking(url, [...silent.keys()], bounds.answerMs).finally(() => {
      asking = false;
    });
    for (const [session, at] of silent) {
      // What was on its way while the server was asked has come by now.
      if (heard.get(session) !== at) continue;
      if (working.has(session.pid)) heard.set(session, performance.now());
      else session.socket.destroy(lost());
    }
  };

  return {
    onbackend: (session) => {
      heard.set(session, performance.now());
      session.socket.on("data", () => heard.set(session, performance.now()));
      timer ??= setInterval(() => void poll(), Math.min(pollMs, bounds.silentMs)).unref();
    },
  };
}

/** Of some sessions those that the server works for, and all of them where it cannot tell. None where it does not answer. */
async function readWorking(url: string, sessions: readonly Session[], answerMs: number): Promise<ReadonlySet<number>> {
  const pids = sessions.map(({ pid }) => pid);
  let own: number | null = null;
  const hook = {
    onbackend: ({ pid }: Session) => {
      own = pid;
    },
  };
  const options = { max: 1, connect_timeout: answerMs / 1_000, fetch_types: false, onnotice: () => {}, ...hook };
  // The embedded server may have moved since the url was written.
  const port = sessions.at(-1)?.socket.remotePort;
  const sql = postgres(url, port === undefined ? options : { ...options, port });
  // One that sends and is not heard works on nothing: its answer does not arrive.
  const asked = sql<{ self: number; pid: number | null }[]>`
    select pg_backend_pid() as self, a.pid from (select) one left join pg_stat_activity a
      on a.pid = any(${`{${pids.join()}}`}::int[]) and a.state <> 'idle' and a.state not like 'idle in%' and a.wait_event is distinct from 'ClientWrite'`;
  try {
    const rows = await Promise.race([asked, delay(answerMs, null, { ref: false })]);
    if (rows === null) return new Set();
    // Its answer was on the way when the server was asked, perhaps.
    await delay(Math.min(pollMs, answerMs), null, { ref: false });
    return new Set(rows[0]?.self === own ? rows.flatMap(({ pid }) => pid ?? []) : pids);
  } catch (error) {
    return new Set(error instanceof postgres.PostgresError ? pids : []);
  } finally {
    void sql.end({ timeout: 0 });
  }
}

function lost(): Error {
  return Object.assign(new Error("The database does not answer on this connection any more."), { code: "CONNECTION_LOST" });
}
