import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";

/** The fields of a dialog with its error and its two buttons. */
export function DialogForm({
  children,
  error,
  action,
  busy,
  refusal,
  onClose,
  onSend,
}: {
  children: ReactNode;
  error: string | null;
  action: string;
  busy: boolean;
  /** Why it cannot be sent yet. */
  refusal: string | null;
  onClose: () => void;
  onSend: () => void;
}) {
  return (
    <form
      className="grid gap-4 px-5 pt-3 pb-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && refusal === null) onSend();
      }}
    >
      {children}
      {error && (
        <p role="alert" className="rounded-2 bg-bad-soft px-3 py-2 text-ink-2 [overflow-wrap:anywhere]">
          {error}
        </p>
      )}
      <div className="-mx-5 -mb-5 sticky bottom-0 flex flex-wrap items-center justify-end gap-2 border-line border-t bg-raised px-5 py-3 max-desk:[&>button]:flex-1">
        {refusal && <span className="mr-auto text-12 text-ink-3 max-desk:basis-full">{refusal}</span>}
        <Button onClick={onClose}>Keep as it is</Button>
        <Button
          kind="main"
          type="submit"
          busy={busy}
          refusal={refusal}
          className="max-desk:h-auto max-desk:min-h-11 max-desk:whitespace-normal"
        >
          {action}
        </Button>
      </div>
    </form>
  );
}

/** The hint stands beside the label, not in it: a screen reader would read it as the name of the field. */
export function Labelled({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className="grid gap-1">
      <label className="grid gap-1">
        <span className="font-550">{label}</span>
        {children}
      </label>
      {hint && <p className="text-12 text-ink-3">{hint}</p>}
    </div>
  );
}
