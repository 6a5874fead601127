import type { ReactNode } from "react";

/** A full-bleed head and its rows. */
export function Band({ title, note, end, children }: { title: string; note?: string; end?: ReactNode; children: ReactNode }) {
  return (
    <section>
      <header className="flex min-h-9 flex-wrap items-center gap-x-2 border-line border-t bg-canvas px-pad py-1">
        <h2 className="text-14 font-600">{title}</h2>
        {note && <span className={`min-w-0 text-12 text-ink-3 ${end ? "max-desk:hidden" : ""}`}>{note}</span>}
        {end && <span className="ml-auto">{end}</span>}
      </header>
      {children}
    </section>
  );
}
