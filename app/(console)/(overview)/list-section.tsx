import Link from "next/link";
import type { ReactNode } from "react";

/** A row of a short list: pressed as a whole. */
export const listRow =
  "flex min-h-8 items-center gap-2.5 border-line border-t hover:bg-hover [&:first-of-type]:border-t-0 max-desk:min-h-11 max-desk:py-1";

/** One of the short lists below the chart; its title leads to the whole. */
export function ListSection({ title, note, href, children }: { title: string; note: string; href: string; children: ReactNode }) {
  return (
    <section className="min-w-0 border-line px-pad py-3 max-desk:border-t max-desk:first:border-t-0 desk:border-l desk:first:border-l-0">
      <div className="mb-1 flex items-baseline gap-2">
        <h2 className="text-14 font-600 tracking-[-0.003em]">
          <Link href={href} className="hover:underline max-desk:inline-flex max-desk:min-h-11 max-desk:items-center">
            {title}
          </Link>
        </h2>
        <span className="text-12 text-ink-3">{note}</span>
      </div>
      {children}
    </section>
  );
}
