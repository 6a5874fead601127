"use client";

import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { postJson } from "./post-json";

export interface DoorField {
  readonly name: string;
  readonly label: string;
  readonly type?: "text" | "email" | "password";
  readonly autoComplete: string;
  readonly hint?: (value: string) => ReactNode;
  readonly value?: string;
}

/** A form that signs in: it posts its fields and, once that is done, goes where one wanted to go. The page is loaded anew, so that nothing of before stays. */
export function DoorForm({
  path,
  fields,
  more = {},
  action,
  to,
  second = false,
}: {
  path: string;
  fields: readonly DoorField[];
  /** Sent with the fields. */
  more?: Readonly<Record<string, string>>;
  action: ReactNode;
  to: string;
  /** There is another way to sign in, which comes first. */
  second?: boolean;
}) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>(
    Object.fromEntries(fields.map(({ name, value = "" }) => [name, value])),
  );
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const send = async () => {
    setBusy(true);
    const problem = await postJson(path, { ...more, ...values }).then(
      () => null,
      (failed: Error) => failed.message,
    );
    setError(problem);
    if (problem === null) location.assign(to);
    else setBusy(false);
  };
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void send();
      }}
    >
      {fields.map(({ name, label, type = "text", autoComplete, hint }, nth) => (
        <div key={name} className="grid gap-1">
          <label className="grid gap-1">
            <span className="text-ink-2">{label}</span>
            <Field
              name={name}
              type={type}
              autoComplete={autoComplete}
              className="h-9"
              value={values[name] ?? ""}
              onChange={(event) => setValues({ ...values, [name]: event.target.value })}
              required
              autoFocus={nth === 0 && !second}
            />
          </label>
          {hint?.(values[name] ?? "")}
        </div>
      ))}
      {error && (
        <p role="alert" className="rounded-2 bg-bad-soft px-3 py-2 text-ink-2 [overflow-wrap:anywhere]">
          {error}
        </p>
      )}
      <Button kind={second ? "plain" : "main"} type="submit" className="min-h-10 max-desk:min-h-11" busy={busy}>
        {action}
      </Button>
    </form>
  );
}
