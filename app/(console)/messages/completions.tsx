import { Kbd } from "@/components/ui/button";

export interface Choice {
  readonly key: string;
  readonly text: string;
  readonly label: string;
  readonly note: string;
  /** A whole term; else the beginning of one. */
  readonly complete: boolean;
}

export function Completions({ choices, at, onChoose }: { choices: readonly Choice[]; at: number; onChoose: (choice: Choice) => void }) {
  return (
    <div className="absolute top-full right-0 left-0 z-30 mt-1 overflow-hidden rounded-3 bg-raised shadow-pop desk:right-auto desk:w-[430px]">
      <ul id="filter-choices" role="listbox" aria-label="Completions" className="max-h-80 overflow-y-auto p-1">
        {choices.map((choice, index) => (
          <li key={choice.key} id={`filter-choice-${index}`} role="option" aria-selected={index === at}>
            <button
              type="button"
              tabIndex={-1}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onChoose(choice)}
              className={`flex min-h-8 w-full items-center gap-2 rounded-2 px-2 text-left hover:bg-hover max-desk:min-h-11 ${index === at ? "bg-selected" : ""}`}
            >
              <span className="min-w-0 flex-1 truncate">{choice.label}</span>
              <span className="text-12 text-ink-3">{choice.note}</span>
            </button>
          </li>
        ))}
      </ul>
      <p className="hidden items-center gap-2 border-line border-t px-3 py-2 text-12 text-ink-3 desk:flex">
        <Kbd>Tab</Kbd> complete <Kbd>Enter</Kbd> apply <Kbd>-</Kbd> before a qualifier excludes it
      </p>
    </div>
  );
}
