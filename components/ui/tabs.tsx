import Link from "next/link";
import type { ReactNode } from "react";

export interface Tab {
  readonly key: string;
  readonly label: string;
  readonly count?: ReactNode;
  readonly href: string;
}

/** Tabs are links: the tab is in the URL, and Back goes to the one before. */
export function Tabs({ tabs, current, label }: { tabs: readonly Tab[]; current: string; label: string }) {
  return (
    <nav aria-label={label} className="flex gap-5 overflow-x-auto border-line border-b px-pad [scrollbar-width:none]">
      {tabs.map((tab) => (
        <Link
          key={tab.key}
          href={tab.href}
          scroll={false}
          aria-current={tab.key === current ? "page" : undefined}
          className="inline-flex h-9 flex-none items-center gap-1.5 whitespace-nowrap text-ink-2 aria-[current]:font-550 aria-[current]:text-ink aria-[current]:shadow-tab max-desk:h-11 max-desk:min-w-11"
        >
          {tab.label}
          {tab.count !== undefined && <span className="text-12 font-400 text-ink-3">{tab.count}</span>}
        </Link>
      ))}
    </nav>
  );
}
