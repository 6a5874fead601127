/** Things that brokers are asked about at most. */
const mostAsked = 20;
/** A broker that takes longer has no answer: a plan, and a send, wait no longer for it. */
const patienceMs = 5_000;

/** Asks once for each different thing, and for so many at most; what fails, takes long, or has nothing to say, has no answer. */
export async function askEach<Of extends readonly string[], Answer>(
  all: readonly Of[],
  ask: (of: Of) => Promise<Answer | null> | undefined,
  most: number = mostAsked,
): Promise<ReadonlyMap<string, Answer>> {
  const different = [...new Map(all.map((of) => [idOf(of), of])).entries()].slice(0, most);
  if (different.length === 0) return new Map();
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(() => late.resolve(null), patienceMs);
  const askOne = async (of: Of) => ask(of);
  const answers = await Promise.all(
    different.map(async ([id, of]) => [id, (await Promise.race([askOne(of).catch(() => null), late.promise])) ?? null] as const),
  );
  clearTimeout(timer);
  return new Map(answers.flatMap(([id, answer]) => (answer === null ? [] : [[id, answer]])));
}

export function idOf(parts: readonly string[]): string {
  return JSON.stringify(parts);
}
