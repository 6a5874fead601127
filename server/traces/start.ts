import type { Ctx } from "../context.ts";
import { writeSpansTo } from "./in-span.ts";

/** Writes spans to the endpoint that the environment names; the library is loaded only then. Call what it resolves with at the end: it sends what is left. */
export async function startTraces({ config, log }: Pick<Ctx, "config" | "log">): Promise<() => Promise<void>> {
  const { export: sent } = config.traces;
  if (sent === null) return async () => {};
  const { openWriter } = await import("./otlp.ts");
  const { writer, close } = openWriter(sent, log);
  writeSpansTo(writer);
  return async () => {
    writeSpansTo(null);
    await close();
  };
}
