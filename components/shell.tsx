"use client";

import { ChevronLeft, Moon, Search, Sun } from "lucide-react";
import Link from "next/link";
import { useTheme } from "next-themes";
import { createContext, type ReactNode, useContext, useState } from "react";
import type { Config } from "@/server/config/config";
import { BulkBanner } from "./bulk-banner";
import { EnvironmentContext, useEnvironment } from "./environment";
import { EnvironmentBadge } from "./environment-badge";
import { LiveState, type News } from "./live-state";
import { OpenBanner } from "./open-banner";
import { Palette } from "./palette";
import { Rail, TabBar } from "./rail";
import { useZone } from "./time-zone";
import { Button, Kbd } from "./ui/button";
import { Segmented } from "./ui/segmented";

const JumpContext = createContext<() => void>(() => {});

export function Shell({ environment, children }: { environment: Config["environment"]; children: ReactNode }) {
  const [jumping, setJumping] = useState(false);
  return (
    <EnvironmentContext value={environment}>
      <JumpContext value={() => setJumping(true)}>
        <div className="grid min-h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[52px_1fr] pb-14 desk:grid-cols-[200px_minmax(0,1fr)] desk:grid-rows-[48px_1fr] desk:pb-0">
          <Rail />
          {children}
          <TabBar />
        </div>
        <Palette open={jumping} onOpenChange={setJumping} />
      </JumpContext>
    </EnvironmentContext>
  );
}

/** Header and work of one page. `crumbs`: where one is; `back`: the step up, which a phone shows instead. */
export function Page({
  crumbs,
  back,
  beside,
  news,
  children,
}: {
  crumbs: readonly { label: string; href?: string }[];
  back?: { label: string; href: string };
  beside?: ReactNode;
  news?: News;
  children: ReactNode;
}) {
  const environment = useEnvironment();
  const jump = useContext(JumpContext);
  const { zone, setZone } = useZone();
  const last = crumbs.at(-1);
  return (
    <>
      <header className="sticky top-0 z-20 flex min-w-0 items-center gap-3 border-line border-b bg-surface pr-3 pl-pad desk:pr-4">
        <div className="flex min-w-0 items-center gap-1.5 text-ink-3">
          {back && (
            <Link href={back.href} className="flex min-h-11 min-w-0 items-center gap-1 font-550 text-ink desk:hidden">
              <ChevronLeft className="size-4 flex-none text-ink-3" aria-hidden />
              <span className="truncate">{back.label}</span>
            </Link>
          )}
          <nav aria-label="Where" className={back ? "hidden min-w-0 items-center gap-1.5 desk:flex" : "flex min-w-0 items-center gap-1.5"}>
            {crumbs.slice(0, -1).map((crumb) => (
              <span key={crumb.label} className="flex items-center gap-1.5">
                {crumb.href ? (
                  <Link href={crumb.href} className="hover:underline">
                    {crumb.label}
                  </Link>
                ) : (
                  crumb.label
                )}
                <span aria-hidden>/</span>
              </span>
            ))}
            <span className="truncate font-550 text-ink">{last?.label}</span>
          </nav>
          {beside}
        </div>
        <div className="ml-auto flex flex-none items-center gap-2 desk:gap-3">
          <LiveState news={news} />
          <ThemeSwitch />
          <Segmented
            className="max-desk:hidden"
            label="Times"
            options={[
              { value: "utc", label: "UTC" },
              { value: "local", label: "Local" },
            ]}
            value={zone}
            onChange={setZone}
          />
          <ZoneSwitch />
          <Button className="max-desk:hidden" onClick={jump}>
            <Search aria-hidden />
            Jump to
            <Kbd>Ctrl K</Kbd>
          </Button>
          <Button className="desk:hidden" kind="quiet" icon aria-label="Jump to" onClick={jump}>
            <Search aria-hidden />
          </Button>
          <EnvironmentBadge environment={environment} />
        </div>
      </header>
      <main className="flex min-w-0 flex-col bg-surface">
        <OpenBanner />
        <BulkBanner />
        {children}
      </main>
    </>
  );
}

/** On a phone, where no time has a title: which zone all of them are in, and the way to the other. */
function ZoneSwitch() {
  const { zone, setZone } = useZone();
  const utc = zone === "utc";
  return (
    <Button
      kind="quiet"
      className="min-w-11 px-1.5 text-12 desk:hidden"
      aria-label={utc ? "UTC times: show local ones" : "Local times: show UTC"}
      onClick={() => setZone(utc ? "local" : "utc")}
    >
      {utc ? "UTC" : "Local"}
    </Button>
  );
}

function ThemeSwitch() {
  const { resolvedTheme, setTheme } = useTheme();
  return (
    <Button
      kind="quiet"
      icon
      className="max-desk:hidden"
      aria-label="Light or dark"
      onClick={() => setTheme(resolvedTheme === "dark" ? "light" : "dark")}
    >
      <Sun className="hidden dark:block" aria-hidden />
      <Moon className="dark:hidden" aria-hidden />
    </Button>
  );
}
