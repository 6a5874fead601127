/** Things that brokers are asked about at most. */
const mostAsked = 20;

/** Asks once for each different thing, and for so many at most; what fails, or has nothing to say, has no answer. */
export async function askEach<Of extends readonly string[], Answer>(
  all: readonly Of[],
  ask: (of: Of) => Promise<Answer | null> | undefined,
): Promise<ReadonlyMap<string, Answer>> {
  const different = [...new Map(all.map((of) => [idOf(of), of])).entries()].slice(0, mostAsked);
  const answers = await Promise.all(different.map(async ([id, of]) => [id, (await ask(of)?.catch(() => null)) ?? null] as const));
  return new Map(answers.flatMap(([id, answer]) => (answer === null ? [] : [[id, answer]])));
}

export function idOf(parts: readonly string[]): string {
  return JSON.stringify(parts);
}
