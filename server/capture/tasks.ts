import type { Task } from "../process/work.ts";
import { collectSource } from "./collect.ts";

export const captureTasks: readonly Task[] = [
  async (ctx, { id, signal }) => {
    await Promise.all(ctx.config.sources.map((source) => collectSource(ctx, { source, reader: id }, signal)));
  },
];
