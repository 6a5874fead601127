"use client";

import { useQuery } from "@tanstack/react-query";
import { StaleBanner } from "@/components/stale-banner";
import { useTRPC } from "@/components/trpc";
import { Answer } from "@/components/ui/answer";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { QueryError, SkeletonRows } from "@/components/ui/states";
import { ConfigText } from "./config-text";
import { FailedImports } from "./failed-imports";
import { SettingsAside } from "./settings-aside";
import { SourcesHealth } from "./sources-health";

/** What is read and how well, what could not be imported, the effective configuration, the database, and what one may do. */
export function SettingsView() {
  const settings = useQuery(useTRPC().settings.read.queryOptions());
  const { data } = settings;
  if (!data)
    return settings.isError ? (
      <QueryError what="The settings" error={settings.error} onRetry={() => void settings.refetch()} />
    ) : (
      <>
        <AnswerSkeleton />
        <SkeletonRows className="border-line border-t" />
      </>
    );
  return (
    <>
      {data.blind?.kind === "worker" && <StaleBanner blind={data.blind} />}
      <Answer title={data.answer.title} sub={data.answer.sub} />
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)] border-line border-t wide:grid-cols-[minmax(0,1fr)_336px]">
        <div className="min-w-0 border-line wide:border-r [&>section:first-child>header]:border-t-0">
          <SourcesHealth sources={data.sources} />
          <FailedImports imports={data.imports} />
          <ConfigText text={data.config} file={data.configFile} />
        </div>
        <SettingsAside data={data} />
      </div>
    </>
  );
}
