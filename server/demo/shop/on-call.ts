import { setTimeout as delay } from "node:timers/promises";

/** Fewer held messages make no story. */
const enough = 12;
const pauseMs = 3_000;

interface Plan {
  readonly sendable: number;
  readonly held: number;
}

/**
 * Plays somebody on call once, by the API of the console: replays what the broken gateway killed while its breaker is still open, and when that is done,
 * orders that cannot work. The first replay waits by itself and goes on by itself, the second one pauses. Ends quietly with the signal.
 */
export async function playOnCall(consoleUrl: string, signal: AbortSignal): Promise<void> {
  const api = apiOf(consoleUrl, signal);
  const outage = () => matching("downstream:payment-gateway");
  await until(signal, async () => (await api.read<Plan>("replays.plan", outage())).held >= enough);
  const { id } = await api.act<{ id: number }>("replays.start", {
    ...outage(),
    rate: 2,
    stages: { canary: 3, ramp: true },
    reason: "The sample shop's own: it waits until the gateway is back",
  });
  await until(signal, async () => (await api.read<{ state: string }>("replays.get", { id })).state === "completed");
  const poison = () => matching("error:InvalidOrderError");
  await until(signal, async () => (await api.read<Plan>("replays.plan", poison())).sendable > 1);
  await api.act("replays.start", {
    ...poison(),
    rate: 1,
    stages: { canary: 1, ramp: false },
    reason: "The sample shop's own: to see whether these orders work by now",
  });
}

function matching(filter: string) {
  return { selection: { filter, asOf: new Date().toISOString() }, target: { to: "failed_queue" } };
}

/** What the console would refuse each time. */
class Refusal extends Error {}

/** What is not there yet, or does not answer yet, is asked for again. */
async function until(signal: AbortSignal, holds: () => Promise<boolean>): Promise<void> {
  const holdsNow = () =>
    holds().catch((error: unknown) => {
      if (error instanceof Refusal) throw error;
      return false;
    });
  while (!signal.aborted && !(await holdsNow())) await delay(pauseMs, undefined, { signal }).catch(() => {});
  signal.throwIfAborted();
}

function apiOf(consoleUrl: string, signal: AbortSignal) {
  const ask = async <Answer>(path: string, init: RequestInit): Promise<Answer> => {
    const answer = await fetch(`${consoleUrl}/api/trpc/${path}`, {
      ...init,
      signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]),
    });
    if (!answer.ok) throw new (answer.status < 500 ? Refusal : Error)(`The console answered ${answer.status} to ${path.split("?")[0]}.`);
    return ((await answer.json()) as { result: { data: Answer } }).result.data;
  };
  return {
    read: <Answer>(name: string, input: object) => ask<Answer>(`${name}?input=${encodeURIComponent(JSON.stringify(input))}`, {}),
    act: <Answer>(name: string, input: object) =>
      ask<Answer>(name, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(input) }),
  };
}
