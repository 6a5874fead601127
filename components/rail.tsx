"use client";

import { useQuery } from "@tanstack/react-query";
import { Flame, Menu as MenuIcon, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { numberText } from "@/server/text/numbers";
import { isCurrent, type PlaceKey, places } from "./places";
import { useTRPC } from "./trpc";
import { WhoAsks } from "./who-asks";
import { cn } from "./ui/class-names";
import { Dialog } from "./ui/dialog";

const upper: readonly PlaceKey[] = ["overview", "groups", "messages", "queues", "replays"];
const onPhone: readonly PlaceKey[] = ["overview", "groups", "messages", "alerts"];

export function Brand() {
  return (
    <span className="flex h-12 items-center gap-2 px-2 text-14 font-620 tracking-[-0.01em]">
      <svg
        width="18"
        height="18"
        viewBox="0 0 18 18"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden
        className="text-accent"
      >
        <path d="M3 5.5h6.5a4 4 0 0 1 0 8H7" />
        <path d="m9.5 10.8-2.8 2.7 2.8 2.7" />
        <circle cx="3" cy="13.5" r="1" fill="currentColor" stroke="none" />
      </svg>
      Redrive
    </span>
  );
}

/** The rail of a desk with what is open in each place. */
export function Rail() {
  const path = usePathname();
  const { data } = useQuery(useTRPC().overview.counts.queryOptions());
  return (
    <nav aria-label="Main" className="sticky top-0 row-span-2 hidden h-dvh flex-col border-line border-r px-2 pb-3 desk:flex">
      <Brand />
      {places.map(({ key, href, label, icon: Icon }) => (
        <div key={key} className="contents">
          {key === "alerts" && <hr className="m-2 border-line border-t" />}
          <Link
            href={href}
            aria-current={isCurrent(href, path) ? "page" : undefined}
            className="group flex h-8 items-center gap-2.5 rounded-2 px-2 text-ink-2 hover:bg-hover aria-[current]:bg-surface aria-[current]:font-550 aria-[current]:text-ink aria-[current]:shadow-rail"
          >
            <Icon className="size-4 stroke-[1.75] text-ink-3 group-aria-[current]:text-accent-ink" aria-hidden />
            {label}
            {key === "queues" && data && data.faults > 0 ? (
              <Faults n={data.faults} className="ml-auto text-12" />
            ) : key === "alerts" && data && data.alerts > 0 ? (
              <Firing n={data.alerts} className="ml-auto text-12" />
            ) : (
              upper.includes(key) &&
              key !== "overview" && (
                <span className="ml-auto text-12 font-400 text-ink-3">{countText(data?.[key as keyof typeof data])}</span>
              )
            )}
          </Link>
        </div>
      ))}
      <WhoAsks className="mt-auto" />
    </nav>
  );
}

/** The bar of a phone: four places and the rest behind More. */
export function TabBar() {
  const path = usePathname();
  const [open, setOpen] = useState(false);
  const { data } = useQuery(useTRPC().overview.counts.queryOptions());
  const rest = places.filter(({ key }) => !onPhone.includes(key));
  const item =
    "flex flex-col items-center justify-center gap-0.5 text-[11px] leading-[14px] text-ink-3 aria-[current]:font-600 aria-[current]:text-accent-ink";
  return (
    <nav aria-label="Main" className="fixed inset-x-0 bottom-0 z-30 grid h-14 grid-cols-5 border-line border-t bg-surface desk:hidden">
      {places
        .filter(({ key }) => onPhone.includes(key))
        .map(({ key, href, label, icon: Icon }) => (
          <Link key={key} href={href} aria-current={isCurrent(href, path) ? "page" : undefined} className={item}>
            <span className="relative">
              <Icon className="size-5 stroke-[1.75]" aria-hidden />
              {key === "alerts" && data && data.alerts > 0 && (
                <Firing n={data.alerts} className="absolute bottom-1 left-full rounded-1 bg-surface pl-0.5 text-11" />
              )}
            </span>
            {label}
          </Link>
        ))}
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-current={rest.some(({ href }) => isCurrent(href, path)) ? "page" : undefined}
        className={item}
      >
        <MenuIcon className="size-5 stroke-[1.75]" aria-hidden />
        More
      </button>
      <Dialog open={open} onOpenChange={setOpen} title="More">
        <ul className="px-3 py-2 pb-6">
          {rest.map(({ key, href, label, icon: Icon }) => (
            <li key={key}>
              <Link href={href} onClick={() => setOpen(false)} className={cn("flex h-12 items-center gap-3 rounded-2 px-2 hover:bg-hover")}>
                <Icon className="size-5 stroke-[1.75] text-ink-3" aria-hidden />
                {label}
                {key === "queues" && data && data.faults > 0 && <Faults n={data.faults} className="ml-auto text-12" />}
              </Link>
            </li>
          ))}
        </ul>
        <WhoAsks className="border-line border-t px-5 py-3 pb-6" />
      </Dialog>
    </nav>
  );
}

/** How many alerts fire that nobody has, in red. */
function Firing({ n, className }: { n: number; className: string }) {
  return (
    <span
      className={cn("flex items-center gap-1 font-600 text-bad", className)}
      title={`${numberText(n)} firing, and nobody has ${n === 1 ? "it" : "them"}`}
    >
      <Flame className="size-3" aria-hidden />
      {numberText(n)}
      <span className="sr-only">firing</span>
    </span>
  );
}

/** How much on Queues is to be mended, in red. */
function Faults({ n, className }: { n: number; className: string }) {
  return (
    <span
      className={cn("flex items-center gap-1 font-600 text-bad", className)}
      title={n === 1 ? "1 thing to mend" : `${numberText(n)} things to mend`}
    >
      <TriangleAlert className="size-3" aria-hidden />
      {numberText(n)}
      <span className="sr-only">{n === 1 ? "thing to mend" : "things to mend"}</span>
    </span>
  );
}

function countText(count: unknown): string {
  return typeof count === "number" ? numberText(count) : "";
}
