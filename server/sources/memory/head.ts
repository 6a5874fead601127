import type { HeadCodec } from "../port.ts";
import { jsonCodec, parseHead } from "../json-head.ts";

/** What a dead-lettering hop adds: never sent again, as on RabbitMQ. */
const deathHeaders = ["x-death"];

/** Heads of the in-process broker. */
export const memoryCodec: HeadCodec = jsonCodec({
  exchanges: true,
  carriesHeaders: true,
  readable: {
    bool: /^(true|false)$/,
    int64: /^-?\d{1,19}$/,
    timestamp: /^\d{4}-\d\d-\d\dT[\d:.]+Z$/,
    bytes: /^[A-Za-z0-9+/]*={0,2}$/,
    string: /^[^]*$/,
    void: null,
    table: null,
    array: null,
  },
  problemOf: ({ head }) => {
    const { problem } = parseHead(head);
    return problem === null ? null : { kind: "head", text: problem };
  },
  isRewritten: ({ of, name }) => of === "header" && name === "x-delivery-count",
  sizesOf: ({ head, body }) => ({ head: head.length, all: head.length + (body?.length ?? 0) }),
  strips: ({ headers }) =>
    [...new Set(headers.map((header) => header.name))]
      .filter((name) => deathHeaders.includes(name))
      .map((name) => ({
        of: "header" as const,
        name,
        why: "The broker writes it at each death; sent by a client it would forge a history.",
      })),
});
