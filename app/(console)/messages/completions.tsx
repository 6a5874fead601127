import { Kbd } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import type { Choice } from "./use-choices";

interface Props {
  choices: readonly Choice[];
  at: number;
  onChoose: (choice: Choice) => void;
}

export function Completions({ choices, at, onChoose }: Props) {
  return (
    <div className="absolute top-full right-0 left-0 z-30 mt-1 overflow-hidden rounded-3 bg-raised shadow-pop desk:right-auto desk:w-[440px]">
      <ul id="filter-choices" role="listbox" aria-label="Completions" className="max-h-80 overflow-y-auto p-1.5">
        {choices.map((choice, index) => (
          <li key={choice.key} role="presentation">
            {choice.under !== choices[index - 1]?.under && <p className="px-2 pt-1.5 pb-1 text-11 text-ink-3">{choice.under}</p>}
            <div
              id={`filter-choice-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onChoose(choice)}
              className={cn(
                "flex min-h-8 w-full cursor-pointer items-center gap-2 rounded-2 px-2 hover:bg-hover max-desk:min-h-11",
                index === at && "bg-selected hover:bg-selected",
              )}
            >
              <span className="min-w-0 flex-1 truncate">
                <Lit text={choice.label} part={choice.part} />
              </span>
              <span className="min-w-0 truncate text-12 text-ink-3">{choice.note}</span>
            </div>
          </li>
        ))}
      </ul>
      <p className="hidden items-center gap-2 border-line border-t px-3 py-2 text-12 text-ink-3 desk:flex">
        <Kbd>Tab</Kbd> complete <Kbd>Enter</Kbd> apply <Kbd>-</Kbd> before a qualifier excludes it
      </p>
    </div>
  );
}

function Lit({ text, part }: { text: string; part: string }) {
  const at = part === "" ? -1 : text.toLowerCase().indexOf(part.toLowerCase());
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <b className="font-600 text-accent-ink">{text.slice(at, at + part.length)}</b>
      {text.slice(at + part.length)}
    </>
  );
}
