import { expect, test, vi } from "vitest";
import { emptyConfig } from "../testing/context.ts";
import { silentLog } from "../testing/database.ts";
import { openChannel } from "./channels.ts";
import type { Channel } from "./channel.ts";
import type { Ctx } from "../context.ts";
import type { Notice } from "./notice.ts";

test("the log channel writes one line a notice, and says that it did", async () => {
  const warn = vi.fn();
  const log = Object.assign(Object.create(silentLog) as typeof silentLog, { warn });
  const channel: Channel = openChannel(
    { kind: "log", name: "log" },
    { log, config: emptyConfig, clock: () => new Date(), sql: {} as Ctx["sql"] },
  );
  const notice = {
    dedupKey: "redrive-test-1",
    seq: 2,
    happened: "fired",
    severity: "error",
    title: "orders.dlq has 3 dead letters",
  } as Notice;
  expect(await channel.post(notice, new AbortController().signal, false)).toEqual({
    is: "delivered",
    ref: null,
    said: "written to the log",
  });
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ alert: "redrive-test-1", seq: 2, happened: "fired" }),
    notice.title,
  );
});
