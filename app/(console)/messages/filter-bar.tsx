"use client";

import { Search, X } from "lucide-react";
import { useRef, useState } from "react";
import { useKey } from "@/components/use-key";
import { cn } from "@/components/ui/class-names";
import { parseFilter, subjectOf, type Term, termText } from "@/server/messages/filter";
import { Completions } from "./completions";
import { type Choice, useChoices } from "./use-choices";

/** Chips of what is filtered by, and a line for the next one with completion of qualifiers and values. */
export function FilterBar({ filter, onFilter }: { filter: string; onFilter: (filter: string) => void }) {
  const [draft, setDraft] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  useKey("/", () => input.current?.focus());
  const parts = partsOf(filter);
  const mistakes = [...parseFilter(filter).mistakes, ...parseFilter(draft).mistakes];
  const choices = useChoices(draft);
  const apply = (text: string) => {
    const parsed = parseFilter(text);
    if (parsed.mistakes.length > 0) return;
    onFilter([...parts.map((part) => part.text), ...parsed.terms.map(termText)].join(" "));
    setDraft("");
    setAt(-1);
  };
  const choose = (choice: Choice) => {
    if (choice.complete) apply(choice.text);
    else setDraft(choice.text);
    setAt(-1);
    input.current?.focus();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const chosen = choices[at];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setAt((index) => (index + (event.key === "ArrowDown" ? 1 : -1) + choices.length + 1) % (choices.length + 1 || 1));
    } else if (event.key === "Tab" && (chosen ?? choices[0]) && draft !== "") {
      event.preventDefault();
      choose((chosen ?? choices[0]) as Choice);
    } else if (event.key === "Enter") {
      const meant = chosen ?? choices.find(({ exact }) => exact);
      if (meant) choose(meant);
      else if (draft.trim()) apply(draft);
    } else if (event.key === "Backspace" && draft === "" && parts.length > 0) {
      onFilter(withoutPart(parts, parts.length - 1));
    } else if (event.key === "Escape") {
      setOpen(false);
      input.current?.blur();
    }
  };
  return (
    <div className="relative min-w-0 flex-1">
      <div className="flex min-h-8 items-center gap-1.5 overflow-x-auto rounded-2 bg-surface px-2.5 shadow-control [scrollbar-width:none] focus-within:shadow-focus max-desk:min-h-11">
        <Search className="size-3.5 flex-none text-ink-3" aria-hidden />
        {parts.map((part, index) => (
          <Chip key={`${index} ${part.text}`} part={part} onRemove={() => onFilter(withoutPart(parts, index))} />
        ))}
        <input
          ref={input}
          value={draft}
          onChange={(event) => {
            setDraft(event.target.value);
            setOpen(true);
            setAt(-1);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setTimeout(() => setOpen(false), 150)}
          onKeyDown={onKeyDown}
          role="combobox"
          aria-label="Filter messages"
          aria-expanded={open && choices.length > 0}
          aria-controls="filter-choices"
          aria-activedescendant={at >= 0 ? `filter-choice-${at}` : undefined}
          aria-invalid={mistakes.length > 0 || undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={parts.length === 0 ? "queue:orders.dlq verdict:poison age:>1h or any text" : ""}
          className="h-7 min-w-32 flex-1 bg-transparent outline-none placeholder:text-ink-3 max-desk:text-[16px]"
        />
        {filter !== "" && (
          <button
            type="button"
            aria-label="Clear the filter"
            onClick={() => onFilter("")}
            className="grid size-6 flex-none place-items-center rounded-1 text-ink-3 hover:bg-hover"
          >
            <X className="size-3.5" aria-hidden />
          </button>
        )}
      </div>
      {mistakes.length > 0 && (
        <p role="alert" className="mt-1 text-12 text-bad">
          {mistakes.map(({ text }) => text).join(" ")}
        </p>
      )}
      {open && choices.length > 0 && <Completions choices={choices} at={at} onChoose={choose} />}
    </div>
  );
}

/** A piece of the filter's text: a term, or what cannot be read as one. */
interface Part {
  readonly text: string;
  readonly term: Term | null;
  readonly from: number;
}

function partsOf(filter: string): readonly Part[] {
  const { terms, mistakes } = parseFilter(filter);
  return [
    ...terms.map((term): Part => ({ term, text: termText(term), from: term.from })),
    ...mistakes.map(({ from, to }): Part => ({ term: null, text: filter.slice(from, to), from })),
  ].toSorted((a, b) => a.from - b.from);
}

function withoutPart(parts: readonly Part[], index: number): string {
  return parts
    .filter((_, other) => other !== index)
    .map(({ text }) => text)
    .join(" ");
}

function Chip({ part: { text, term }, onRemove }: { part: Part; onRemove: () => void }) {
  return (
    <span
      className={cn(
        "inline-flex h-6 flex-none items-center gap-1 rounded-1 pl-2 text-12",
        term ? "bg-hover" : "bg-bad-soft",
        (!term || term.negated) && "text-bad",
      )}
    >
      {term ? (
        <>
          {term.negated && "not "}
          {term.qualifier !== "text" && <span className="text-ink-3">{subjectOf(term)}:</span>}
          <b className="max-w-60 truncate font-600">
            {term.operator === "=" ? "" : term.operator}
            {term.value}
          </b>
        </>
      ) : (
        <span className="max-w-60 truncate underline decoration-wavy underline-offset-2">{text}</span>
      )}
      <button
        type="button"
        aria-label={`Remove ${text}`}
        onClick={onRemove}
        className="grid h-6 w-6 place-items-center text-ink-3 hover:text-ink"
      >
        <X className="size-3" aria-hidden />
      </button>
    </span>
  );
}
