"use client";

import { ChevronsUpDown } from "lucide-react";
import { useState } from "react";
import type { Message } from "./message";

type Frame = NonNullable<Message["diagnosis"]>["frames"][number];

/** The application's own frames are lit; runs of library frames are folded. */
export function Stack({ frames }: { frames: readonly Frame[] }) {
  const runs: Frame[][] = [];
  for (const frame of frames) {
    const run = runs.at(-1);
    if (run && !frame.own && run[0] && !run[0].own) run.push(frame);
    else runs.push([frame]);
  }
  return (
    <div className="mt-3 overflow-hidden rounded-2 border border-line font-mono text-[12px] leading-5">
      {runs.map((run, index) => (run[0]?.own ? <Own key={index} frame={run[0]} /> : <Folded key={index} frames={run} />))}
    </div>
  );
}

function Own({ frame }: { frame: Frame }) {
  // A frame without a function is named by its file, whose ending is no method.
  const parts = frame.location?.startsWith(`${frame.name}:`) ? [frame.name] : frame.name.split(".");
  const method = parts.pop();
  const owner = parts.at(-1);
  return (
    <div className="relative flex flex-wrap items-center gap-x-2 border-line border-t px-3 py-1 text-ink-2 first:border-t-0">
      <i aria-hidden className="absolute inset-y-0 left-0 w-[3px] bg-accent" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {owner && `${owner}.`}
        <b className="font-600 text-ink">{method}</b>
      </span>
      <span className="text-ink-3 max-desk:basis-full desk:ml-auto">{frame.location}</span>
    </div>
  );
}

function Folded({ frames }: { frames: readonly Frame[] }) {
  const [open, setOpen] = useState(false);
  const modules = [...new Set(frames.map(({ module }) => module))];
  return (
    <div className="border-line border-t bg-sunken text-ink-3 first:border-t-0">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full items-center gap-2 px-3 py-0.5 text-left"
      >
        <span className="min-w-0 truncate">
          {frames.length} {frames.length === 1 ? "frame" : "frames"} in {modules.slice(0, 3).join(", ")}
        </span>
        <ChevronsUpDown className="ml-auto size-3 flex-none" aria-hidden />
      </button>
      {open &&
        frames.map((frame, index) => (
          <div key={index} className="flex flex-wrap gap-x-2 px-3 [overflow-wrap:anywhere]">
            {frame.name}
            <span className="desk:ml-auto">{frame.location}</span>
          </div>
        ))}
    </div>
  );
}
