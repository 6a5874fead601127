"use client";

import { useQuery } from "@tanstack/react-query";
import { PageSummary } from "@/components/page-summary";
import { useTRPC } from "@/components/trpc";
import { SkeletonRows } from "@/components/ui/states";
import { ConfigText } from "./config-text";
import { FailedImports } from "./failed-imports";
import { SettingsAside } from "./settings-aside";
import { SourcesHealth } from "./sources-health";

/** What is read and how well, what could not be imported, the effective configuration, the database, and what one may do. */
export function SettingsView() {
  const settings = useQuery(useTRPC().settings.read.queryOptions());
  const { data } = settings;
  const query = { ...settings, data: data && { answer: data.answer } };
  if (!data)
    return (
      <>
        <PageSummary name="Settings" query={query} />
        {settings.isPending && <SkeletonRows className="border-line border-t" />}
      </>
    );
  return (
    <>
      <PageSummary name="Settings" query={query} />
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)] border-line border-t wide:grid-cols-[minmax(0,1fr)_336px]">
        <div className="min-w-0 border-line wide:border-r [&>section:first-child>header]:border-t-0">
          <SourcesHealth sources={data.sources} stale={data.blind?.kind === "worker"} />
          <FailedImports />
          <ConfigText text={data.config} file={data.configFile} />
        </div>
        <SettingsAside data={data} />
      </div>
    </>
  );
}
