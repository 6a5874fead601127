import type { Outbound } from "../outbound/outbound.ts";
import type { Answer, ReadingKind } from "./reading-kind.ts";

const askMs = 5_000;
const mostBytes = 1_048_576;

/** One GET. Never rejects: why there was no answer is in it, without address, header or anything that was answered. */
export async function askAddress(
  outbound: Outbound,
  kind: Pick<ReadingKind, "mostBytes" | "streamMs">,
  { url, headers, signal }: { readonly url: URL; readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<Answer> {
  try {
    const {
      status,
      headers: said,
      body,
    } = await outbound.ask(url, {
      headers: { accept: "*/*", ...headers },
      signal: AbortSignal.any([signal, AbortSignal.timeout(askMs)]),
      mostBytes: kind.mostBytes ?? mostBytes,
      ...(kind.streamMs === undefined ? {} : { forMs: kind.streamMs }),
    });
    return { problem: null, status, contentType: said["content-type"] ?? "", body };
  } catch (error) {
    return { problem: problemOf(error), status: 0, contentType: "", body: new Uint8Array() };
  }
}

function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return "It could not be asked.";
  if (error.name === "OutboundError") return error.message;
  if (error.name === "TimeoutError" || error.name === "AbortError") return `It did not answer within ${askMs / 1_000} seconds.`;
  if (error.message.startsWith("the answer is larger")) return "Its answer is too large.";
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? "It could not be asked." : `It could not be asked: ${code}.`;
}
