"use client";

import { Check, CircleHelp } from "lucide-react";
import { Age } from "@/components/time";
import { bytesText } from "@/components/ui/numbers";
import { OutcomeBar } from "@/components/ui/outcome-bar";
import { numberText } from "@/server/text/numbers";
import type { Settings } from "./settings";

const textures: Readonly<Record<string, string>> = { messages: "t-sending", bodies: "t-skipped" };
const names: Readonly<Record<string, string>> = {
  messages: "Messages",
  bodies: "Bodies and headers",
  history: "History",
  counts: "Counts",
  replays: "Replays",
  audit: "Audit",
  other: "Other",
};

/** Database, workers, environment. */
export function SettingsAside({ data }: { data: Settings }) {
  const { database, workers, environment, retention } = data;
  const sizeOf = (wanted: string) => database.parts.find(({ name }) => name === wanted)?.bytes ?? 0;
  const ours = database.parts.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <aside className="px-pad py-4 max-wide:border-line max-wide:border-t">
      <h2 className="mb-2 text-14 font-600">Database</h2>
      <p className="flex justify-between">
        {bytesText(database.total)} on disk <span className="text-ink-3">{bytesText(ours)} of it data</span>
      </p>
      <OutcomeBar
        className="my-2"
        label={`${bytesText(ours)} of data`}
        parts={[
          ...Object.entries(textures).map(([name, texture]) => ({ key: name, label: name, count: sizeOf(name), texture })),
          {
            key: "rest",
            label: "the rest",
            count: ours - Object.keys(textures).reduce((sum, name) => sum + sizeOf(name), 0),
            texture: "t-left",
          },
        ]}
      />
      <ul>
        {database.parts.map(({ name, bytes }) => (
          <li key={name} className="flex min-h-6 items-center gap-2">
            <i aria-hidden className={`block size-2.5 rounded-[2px] ${textures[name] ?? "t-left"}`} />
            {names[name]}
            {name === "messages" && <span className="text-ink-3">{numberText(database.messages)}</span>}
            <b className="ml-auto font-600">{bytesText(bytes)}</b>
          </li>
        ))}
      </ul>
      <p className="mt-1 text-12 text-ink-3">
        Postgres {database.version}
        {database.embedded ? ", embedded in .redrive" : ""}.{" "}
        {retention.settledDays === null
          ? "No message is deleted by itself."
          : `Replayed and discarded messages are deleted ${numberText(retention.settledDays)} days after that; dead ones never.`}{" "}
        {retention.alertDays === null
          ? "No alert is deleted by itself."
          : `Alerts are deleted ${numberText(retention.alertDays)} days after they are over.`}
      </p>
      {database.derived !== null && (
        <p className="mt-1 text-12 text-ink-3">
          Workers read the stored messages again by the current rules: {Math.floor(database.derived * 100)} % done.
        </p>
      )}
      <h2 className="mt-4 mb-2 border-line border-t pt-4 text-14 font-600">Workers</h2>
      {workers.length === 0 && <p className="text-ink-2">None has been heard. Start one: without it nothing is read or replayed.</p>}
      <ul>
        {workers.map((worker) => (
          <li key={worker.id} className="flex min-h-7 items-center gap-2" title={worker.id}>
            {worker.alive ? <Check className="size-3.5 text-ok" aria-hidden /> : <CircleHelp className="size-3.5 text-warn" aria-hidden />}
            <span className="min-w-0 cut">
              {worker.host} <span className="text-ink-3">pid {worker.pid}</span>
            </span>
            <span className="ml-auto whitespace-nowrap text-12 text-ink-3">
              {worker.alive ? "up for " : "silent for "}
              <Age at={worker.alive ? worker.startedAt : worker.beatAt} />
            </span>
          </li>
        ))}
      </ul>
      <h2 className="mt-4 mb-1 border-line border-t pt-4 text-14 font-600">Environment</h2>
      <p className="text-ink-2">
        {environment.name} <span className="text-ink-3">shown as {environment.tone}</span>
      </p>
    </aside>
  );
}
