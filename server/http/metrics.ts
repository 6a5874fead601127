import { addressHeader } from "../access/address.ts";
import { measureProcess, processRegistry } from "../metrics/counters.ts";
import { refuseReader } from "../metrics/may-read.ts";
import { readState } from "../metrics/read-state.ts";
import { openedContext, readConfigOnce } from "../trpc/request.ts";

/** The console's metrics: its process, and what the database holds. Scrapers have a rule of their own (`metrics` in redrive.yaml), no session and no role. */
export async function answerMetrics({ headers }: Request): Promise<Response> {
  const asked = { address: headers.get(addressHeader()), host: headers.get("host"), authorization: headers.get("authorization") };
  const refusal = refuseReader(asked, readConfigOnce().metrics);
  if (refusal) return new Response(refusal.text, refusal);
  measureProcess();
  const [own, state] = await Promise.all([processRegistry.metrics(), readState(openedContext)]);
  return new Response(`${own}\n${state}`, { headers: { "content-type": processRegistry.contentType } });
}
