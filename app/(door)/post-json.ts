const noAnswer = "Redrive's server does not answer. See whether it runs and whether you are connected, then try again.";

/** Sends JSON to a route of ours; answers its JSON, null where it has none. Rejects with an error whose words the server wrote for people. */
export async function postJson(path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }).catch(
    () => null,
  );
  if (answer === null) throw new Error(noAnswer);
  if (answer.status === 204) return null;
  const told = (await answer.json().catch(() => ({}))) as { readonly error?: string };
  if (!answer.ok) throw new Error(told.error ?? noAnswer);
  return told;
}
