"use client";

import { useQuery } from "@tanstack/react-query";
import { useMayRead, useRefusal } from "@/components/may";
import { isRefused } from "@/components/reads";
import { PageSummary } from "@/components/page-summary";
import { useTRPC } from "@/components/trpc";
import { Answer } from "@/components/ui/answer";
import { SkeletonRows } from "@/components/ui/states";
import { ApplicationsHealth } from "./applications-health";
import { ConfigText } from "./config-text";
import { FailedImports } from "./failed-imports";
import { PushNotifications } from "./push";
import { SettingsAside } from "./settings-aside";
import { SourcesHealth } from "./sources-health";
import { YourPermissions } from "./your-permissions";

/** What is read and how well, what could not be imported, the effective configuration, the database, and what one may do. */
export function SettingsView() {
  const mayNot = useRefusal()("settings.view");
  const settings = useQuery(useTRPC().settings.read.queryOptions(undefined, { enabled: useMayRead()("settings.view") }));
  const { data } = settings;
  const refused = mayNot !== null || isRefused(settings.error);
  const query = { ...settings, data: data && { answer: data.answer } };
  if (!data)
    return (
      <>
        {refused ? (
          <Answer title="You may not see the settings." sub={mayNot ?? "You need settings.view in every queue."} />
        ) : (
          <PageSummary name="Settings" query={query} />
        )}
        {settings.isPending && !refused && <SkeletonRows className="border-line border-t" />}
        {(settings.isError || refused) && (
          <>
            <PushNotifications />
            <FailedImports />
            <YourPermissions />
          </>
        )}
      </>
    );
  return (
    <>
      <PageSummary name="Settings" query={query} />
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)] border-line border-t wide:grid-cols-[minmax(0,1fr)_336px]">
        <div className="min-w-0 border-line wide:border-r [&>section:first-child>header]:border-t-0">
          <SourcesHealth sources={data.sources} stale={data.blind?.kind === "worker"} />
          <ApplicationsHealth />
          <PushNotifications />
          <FailedImports />
          <YourPermissions />
          <ConfigText text={data.config} file={data.configFile} />
        </div>
        <SettingsAside data={data} />
      </div>
    </>
  );
}
