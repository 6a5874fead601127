"use client";

import { useKept } from "@/components/kept";
import { Field, Select } from "@/components/ui/field";
import { mayWords } from "@/server/access/words";
import { Labelled } from "./dialog-form";
import { matchWords } from "./match-words";
import type { People } from "./people";

export interface Scope {
  readonly role: string;
  readonly sources: readonly string[];
  readonly queues: readonly string[];
}

interface Typed {
  readonly role: string;
  readonly sources: string;
  readonly queues: string;
}

/** What was typed as a role and where it holds, kept under a name, and its fields, with what the role may and where it would hold now. */
export function useScope(what: string, { roles, places }: Pick<People, "roles" | "places">) {
  const [kept, setKept] = useKept<Typed>(what);
  const typed = kept ?? { role: roles[0]?.name ?? "", sources: "*", queues: "*" };
  const { role, sources, queues } = typed;
  const set = (more: Partial<Typed>) => setKept({ ...typed, ...more });
  const scope: Scope & { sources: string[]; queues: string[] } = { role, sources: listOf(sources), queues: listOf(queues) };
  const refusal = scope.sources.length === 0 || scope.queues.length === 0 ? "Name where it holds; * stands for all." : null;
  const matched = matchWords(scope, places);
  const fields = (
    <>
      <Labelled label="Role" hint={mayWords(roles.find(({ name }) => name === role)?.permissions ?? [])}>
        <Select value={role} onChange={(event) => set({ role: event.target.value })}>
          {roles.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
      </Labelled>
      <div className="grid grid-cols-2 gap-3">
        <Labelled label="Sources">
          <Field className="font-mono" value={sources} onChange={(event) => set({ sources: event.target.value })} />
        </Labelled>
        <Labelled label="Queues">
          <Field className="font-mono" value={queues} onChange={(event) => set({ queues: event.target.value })} />
        </Labelled>
      </div>
      <div className="-mt-2 grid gap-1 text-12">
        <p className="text-ink-3">Names with commas between them; * stands for anything: orders.*, refunds.dlq</p>
        {refusal === null && (
          <p role="status" className={`[overflow-wrap:anywhere] ${matched.none ? "text-warn" : "text-ink-2"}`}>
            {matched.words}
          </p>
        )}
      </div>
    </>
  );
  return { scope, refusal, fields };
}

function listOf(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}
