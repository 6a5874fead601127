"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Search, X } from "lucide-react";
import { useRef, useState } from "react";
import { useKey } from "@/components/use-key";
import { parseFilter } from "@/server/messages/filter";
import { type Choice, choiceOf, headed } from "./choices";
import { Completions } from "./completions";
import { FilterChip } from "./filter-chip";
import { partsOf, withoutPart, withTyped } from "./filter-parts";
import { useChoices } from "./use-choices";
import { markLine } from "@/server/text/marked";

/** Chips of what is filtered by, and a line for the next one with completion of qualifiers and values. */
export function FilterBar({ filter, onFilter }: { filter: string; onFilter: (filter: string) => void }) {
  const parts = partsOf(filter);
  const [draft, setDraft] = useState("");
  const mistakes = [...parseFilter(filter).mistakes, ...parseFilter(draft).mistakes];
  return (
    <div className="relative min-w-0 flex-1">
      <div className="flex min-h-8 items-center gap-1.5 overflow-x-auto rounded-2 bg-surface px-2.5 shadow-control [scrollbar-width:none] focus-within:shadow-focus max-desk:min-h-11 max-desk:flex-wrap max-desk:py-1.5">
        <Search className="size-3.5 flex-none text-ink-3" aria-hidden />
        {parts.map((part, index) => (
          <FilterChip key={`${index} ${part.text}`} part={part} onRemove={() => onFilter(withoutPart(parts, index))} />
        ))}
        <TermInput
          draft={draft}
          onDraft={setDraft}
          invalid={mistakes.length > 0}
          first={parts.length === 0}
          onTerm={(text) => {
            const next = withTyped(parts, text);
            if (next === null) return;
            onFilter(next);
            setDraft("");
          }}
          onRemoveLast={() => parts.length > 0 && onFilter(withoutPart(parts, parts.length - 1))}
        />
        {filter !== "" && (
          <button
            type="button"
            aria-label="Clear the filter"
            onClick={() => onFilter("")}
            className="grid size-6 flex-none place-items-center rounded-1 text-ink-3 hover:bg-hover max-desk:size-11"
          >
            <X className="size-3.5" aria-hidden />
          </button>
        )}
      </div>
      {mistakes.length > 0 && (
        <p role="alert" className="mt-1 text-12 text-bad">
          {mistakes.map(({ text }, index) => (
            <span key={index} className="block [overflow-wrap:anywhere]">
              {markLine(text)}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

interface InputProps {
  draft: string;
  onDraft: (draft: string) => void;
  invalid: boolean;
  /** No term stands before it. */
  first: boolean;
  onTerm: (text: string) => void;
  onRemoveLast: () => void;
}

/** The line for one term: Tab completes it, Enter takes it, Backspace on an empty one takes out the last. */
function TermInput({ draft, onDraft, invalid, first, onTerm, onRemoveLast }: InputProps) {
  const input = useRef<HTMLInputElement>(null);
  const highlighted = useRef<Choice>(undefined);
  const [open, setOpen] = useState(false);
  const choices = useChoices(draft);
  const shown = open && choices.length > 0;
  useKey("/", () => input.current?.focus());
  const take = (text: string) => {
    onTerm(text);
    setOpen(false);
  };
  const choose = ({ complete, text }: Choice) => (complete ? take(text) : onDraft(text));
  const onKeyDown: React.ComponentProps<typeof Autocomplete.Input>["onKeyDown"] = (event) => {
    const choice = choiceOf(event.key, draft, choices, highlighted.current);
    if (choice) choose(choice);
    else if (event.key === "Enter" && draft.trim()) take(draft);
    else if (event.key === "Backspace" && draft === "") onRemoveLast();
    else if (event.key === "Escape") input.current?.blur();
    if (choice) event.preventDefault();
    if (choice || event.key === "Enter" || event.key === "Escape") event.preventBaseUIHandler();
  };
  return (
    <Autocomplete.Root
      items={headed(choices)}
      mode="none"
      // In a popup of the library everything around it would be hidden from a screen reader: the mistakes and the list that the filter changes.
      inline
      open={shown}
      value={draft}
      onValueChange={(text, { reason }) => {
        if (reason === "item-press") return;
        onDraft(text);
        setOpen(true);
      }}
      onItemHighlighted={(choice) => {
        highlighted.current = choice;
      }}
    >
      <Autocomplete.Input
        ref={input}
        aria-label="Filter messages"
        // The library leaves it out while its list is inline.
        aria-expanded={shown}
        aria-invalid={invalid || undefined}
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
        autoComplete="off"
        spellCheck={false}
        placeholder={first ? "queue:orders.dlq verdict:poison age:>1h or any text" : ""}
        className="h-7 min-w-32 flex-1 bg-transparent max-desk:min-w-16 outline-none placeholder:text-ink-3 max-desk:text-[16px]"
      />
      {shown && <Completions onChoose={choose} />}
    </Autocomplete.Root>
  );
}
