import type { useKeptChange } from "./kept";
import { Button } from "./ui/button";
import { Note } from "./ui/states";

/** Says over a form that it holds what was written before, or that somebody else has changed what it is about. */
export function KeptNote({
  kept: { note, startOver },
  className,
}: {
  kept: Pick<ReturnType<typeof useKeptChange>, "note" | "startOver">;
  className?: string;
}) {
  if (note === null) return null;
  return (
    <Note tone="warn" className={className} end={<Button onClick={startOver}>Start over</Button>}>
      {note}
    </Note>
  );
}
