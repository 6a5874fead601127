"use client";

import { Ellipsis, EyeOff, Eraser, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useRefusal } from "@/components/may";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import type { Queue } from "./queue";
import { PurgeDialog } from "./purge-dialog";
import { ReadAgainDialog } from "./read-again-dialog";
import { markLine } from "@/server/text/marked";

/** What is seldom done to a topic: reading it again, leaving older records out, and purging it for everybody who reads it. */
export function LogActions({ queue }: { queue: Queue }) {
  const [asking, setAsking] = useState<"purge" | "read" | "leave" | null>(null);
  const isOlder = queue.warnings.some(({ code }) => code === "not_held");
  const refusalOf = useRefusal();
  const places = [{ source: queue.source, queue: queue.name }];
  const mayNotRead = refusalOf("queue.pause", places);
  const items = [
    {
      key: "read",
      label: "Read again from the start",
      icon: <RotateCcw aria-hidden />,
      refusal: mayNotRead,
      onSelect: () => setAsking("read"),
    },
    ...(isOlder
      ? [
          {
            key: "leave",
            label: "Leave older records out",
            icon: <EyeOff aria-hidden />,
            refusal: mayNotRead,
            onSelect: () => setAsking("leave"),
          },
        ]
      : []),
    {
      key: "purge",
      label: "Purge what is settled",
      icon: <Eraser aria-hidden />,
      refusal: refusalOf("queue.purge", places),
      onSelect: () => setAsking("purge"),
    },
  ];
  const close = () => setAsking(null);
  return (
    <>
      <Menu
        items={items}
        trigger={
          <Button kind="quiet" icon aria-label={`More actions on ${markLine(queue.name)}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
      />
      {asking === "purge" && <PurgeDialog queue={queue} onClose={close} />}
      {(asking === "read" || asking === "leave") && <ReadAgainDialog queue={queue} choice={asking} onClose={close} />}
    </>
  );
}
