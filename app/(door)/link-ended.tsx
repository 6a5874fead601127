/** A link that does nothing any more. */
export function LinkEnded({ words, command }: { words: string; command: string }) {
  return (
    <div role="alert">
      <h1 className="text-20 font-620 tracking-[-0.017em]">This link does not work.</h1>
      <p className="mt-1 text-ink-2">{words}</p>
      <p className="mt-2 text-ink-2">
        On the server <code className="font-mono font-600">{command}</code> prints a new one.
      </p>
    </div>
  );
}
