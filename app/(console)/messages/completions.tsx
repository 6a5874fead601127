import { Autocomplete } from "@base-ui/react/autocomplete";
import { Kbd } from "@/components/ui/button";
import type { Choice, Headed } from "./choices";

/** What may come next, under its headings. */
export function Completions({ onChoose }: { onChoose: (choice: Choice) => void }) {
  return (
    // Pressing anything in it leaves the focus in the line.
    <div
      role="presentation"
      onMouseDown={(event) => event.preventDefault()}
      className="absolute top-full right-0 left-0 z-30 mt-1 overflow-hidden rounded-3 bg-raised shadow-pop desk:right-auto desk:w-[440px]"
    >
      <Autocomplete.List aria-label="Completions" className="max-h-80 overflow-y-auto p-1.5">
        {({ under, items }: Headed) => (
          <Autocomplete.Group key={under} items={items}>
            <Autocomplete.GroupLabel className="px-2 pt-1.5 pb-1 text-11 text-ink-3">{under}</Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(choice: Choice) => (
                <Autocomplete.Item
                  key={choice.key}
                  value={choice}
                  onClick={() => onChoose(choice)}
                  className="flex min-h-8 w-full cursor-pointer items-center gap-2 rounded-2 px-2 outline-none data-[highlighted]:bg-selected max-desk:min-h-11"
                >
                  <span className="max-w-[75%] flex-none truncate">
                    <Lit text={choice.label} part={choice.part} />
                  </span>
                  <span className="min-w-0 flex-1 truncate text-right text-12 text-ink-3">{choice.note}</span>
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
      <p className="hidden items-center gap-2 border-line border-t px-3 py-2 text-12 text-ink-3 desk:flex">
        <Kbd>Tab</Kbd> complete <Kbd>Enter</Kbd> apply <Kbd>-</Kbd> before a qualifier excludes it
      </p>
    </div>
  );
}

/** A text with what was typed lit in it. */
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
