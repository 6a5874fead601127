import type { ReactNode } from "react";
import { cn } from "./class-names";
import { type Tone, toneText } from "./tag";

/** What a page opens with: one sentence to act on, its second line, what stands above it and the actions beside it. */
export function Answer({
  title,
  sub,
  beside,
  above,
  actions,
  children,
}: {
  title: ReactNode;
  sub?: ReactNode;
  /** Said quietly after the sentence, where there is room. */
  beside?: ReactNode;
  above?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className="flex flex-col gap-4 px-pad pt-4 pb-4 desk:flex-row desk:items-start desk:gap-6 desk:pt-5">
      <div className="min-w-0 flex-1">
        {above && <div className="mb-2.5 flex flex-wrap items-center gap-2">{above}</div>}
        <h1 className="max-w-[72ch] text-pretty text-20 font-620 tracking-[-0.017em] [overflow-wrap:anywhere]">
          {title}
          {beside && <span className="ml-3 text-13 font-400 tracking-normal text-ink-3 max-desk:hidden">{beside}</span>}
        </h1>
        {sub && <p className="mt-1 text-ink-2">{sub}</p>}
        {children}
      </div>
      {actions && <div className="hidden flex-none items-center gap-2 desk:flex">{actions}</div>}
    </header>
  );
}

export interface EvidenceLine {
  readonly key: string;
  readonly icon: ReactNode;
  readonly tone?: Tone;
  readonly text: ReactNode;
  /** Where it is known from. */
  readonly source?: string;
}

export function Evidence({ lines }: { lines: readonly EvidenceLine[] }) {
  return (
    <ul className="mt-2.5 grid gap-1 text-ink-2">
      {lines.map(({ key, icon, tone, text, source }) => (
        <li key={key} className="flex gap-2">
          <span className={cn("mt-[3px] [&_svg]:size-3.5", tone ? toneText(tone) : "text-ink-3")}>{icon}</span>
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {text} {source && <span className="text-ink-3">{source}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The actions of a phone: docked above the tab bar. `note`: why the first cannot be pressed; `onNote`: leads to what is missing. */
export function Dock({ children, note, onNote }: { children: ReactNode; note?: string | null; onNote?: (() => void) | undefined }) {
  return (
    <>
      <div className={cn("desk:hidden", !note ? "h-[60px]" : onNote ? "h-[108px]" : "h-[82px]")} />
      <div
        data-dock
        className="fixed inset-x-0 bottom-14 z-20 flex flex-wrap gap-x-2 gap-y-1 border-line border-t bg-surface px-4 py-2 desk:hidden [&>:first-child]:flex-1"
      >
        {children}
        {note && !onNote && <p className="basis-full text-center text-12 text-ink-3">{note}</p>}
        {note && onNote && (
          <button type="button" onClick={onNote} className="min-h-11 basis-full text-accent-ink hover:underline">
            {note}
          </button>
        )}
      </div>
    </>
  );
}

export function Section({
  title,
  note,
  end,
  children,
  className,
}: {
  title: ReactNode;
  note?: ReactNode;
  end?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={cn("border-line border-t px-pad py-4", className)}>
      <div className="mb-2 flex flex-wrap items-baseline gap-x-2">
        <h2 className="text-14 font-600 tracking-[-0.003em]">{title}</h2>
        {note && <span className="text-12 text-ink-3">{note}</span>}
        {end && <span className="-my-1 ml-auto self-center">{end}</span>}
      </div>
      {children}
    </section>
  );
}
