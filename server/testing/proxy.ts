import { connect, createServer, type Socket } from "node:net";

export interface Proxy {
  readonly port: number;
  /** Cuts every connection that goes through it; new ones are let through. */
  cut(): void;
  /** The same by a reset, as when the machine behind it has forgotten the connection. */
  reset(): void;
  /** Resets each connection that stands once so many more bytes went one way: to the server, or as its answers. None: as soon as the first would. */
  cutAfter(bytes: number, way: "requests" | "answers"): void;
  /** While true each new connection is closed as soon as it is made. */
  refuse(refuses: boolean): void;
  /** A black hole: while true nothing is relayed and no connection closed. What was held is relayed afterwards. */
  hold(holds: boolean): void;
  /** Nothing of the connections that stand is relayed any more, and none is closed, as by a firewall that has forgotten them. New ones are relayed. */
  forget(): void;
  /** New connections are relayed until the client says this: the server hears nothing from there on. */
  holdAt(text: string): void;
  close(): Promise<void>;
}

/** A TCP relay on loopback, to cut or hold connections at a chosen moment. */
export async function startProxy(to: { readonly host: string; readonly port: number }): Promise<Proxy> {
  /** Each with the one that it is relayed to. */
  const sockets = new Map<Socket, Socket>();
  const nears = new WeakSet<Socket>();
  const forgotten = new WeakSet<Socket>();
  let refuses = false;
  let holds = false;
  let heldAt: string | null = null;
  const server = createServer((near) => {
    if (refuses) return void near.destroy();
    const far = connect(to);
    nears.add(near);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.set(socket, other);
      socket.setNoDelay(true).on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      const text = socket === near ? heldAt : null;
      if (text !== null) socket.on("data", (chunk: Buffer) => (chunk.includes(text) ? socket.pause() : other.write(chunk)));
      else if (!holds) socket.pipe(other);
    }
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has no port");
  const cut = () => {
    for (const socket of sockets.keys()) socket.destroy();
  };
  return {
    port: address.port,
    cut,
    reset: () => {
      for (const socket of sockets.keys()) socket.resetAndDestroy();
    },
    cutAfter: (bytes, way) => {
      for (const [socket, other] of sockets) {
        if (nears.has(socket) !== (way === "requests")) continue;
        endAfter(bytes, socket, other);
      }
    },
    refuse: (next) => {
      refuses = next;
    },
    hold: (next) => {
      holds = next;
      for (const [socket, other] of sockets) {
        if (holds) socket.unpipe(other).pause();
        else if (!forgotten.has(socket)) socket.pipe(other);
      }
    },
    forget: () => {
      for (const [socket, other] of sockets) {
        socket.unpipe(other).pause();
        forgotten.add(socket);
      }
    },
    holdAt: (text) => {
      heldAt = text;
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}

/** Relays so many bytes more and resets both then. */
function endAfter(bytes: number, socket: Socket, other: Socket): void {
  let left = bytes;
  socket
    .unpipe(other)
    .on("data", (chunk: Buffer) => {
      const part = chunk.subarray(0, left);
      left -= chunk.length;
      if (left > 0) return void other.write(part);
      socket.pause();
      const end = () => {
        other.resetAndDestroy();
        socket.resetAndDestroy();
      };
      if (part.length > 0) other.write(part, end);
      else end();
    })
    .resume();
}
