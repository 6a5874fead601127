"use client";

import { Search } from "lucide-react";
import { useRef, useState } from "react";
import { useKey } from "@/components/use-key";

/** Looks one key up, with trouble or without. */
export function KeySearch({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  useKey("/", () => input.current?.focus());
  return (
    <search className="max-desk:w-full desk:w-80">
      <form
        className="flex h-ctl items-center gap-2 rounded-2 bg-surface px-2.5 shadow-strong focus-within:outline-2 focus-within:outline-accent"
        onSubmit={(event) => {
          event.preventDefault();
          onChange(text.trim());
        }}
      >
        <Search className="size-3.5 flex-none text-ink-3" aria-hidden />
        <input
          ref={input}
          type="search"
          aria-label="Look a key up"
          placeholder="Look a key up, such as ord-45377"
          className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-ink-3"
          maxLength={200}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            if (event.target.value === "") onChange("");
          }}
        />
      </form>
    </search>
  );
}
