"use client";

import { Ellipsis, Eraser } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import type { Queue } from "./queue";
import { PurgeDialog } from "./purge-dialog";

/** What is done seldom, and to everybody who reads the topic. */
export function PurgeAction({ queue }: { queue: Queue }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Menu
        items={[{ key: "purge", label: "Purge what is settled", icon: <Eraser aria-hidden />, onSelect: () => setAsking(true) }]}
        trigger={
          <Button kind="quiet" icon aria-label={`More actions on ${queue.name}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
      />
      {asking && <PurgeDialog queue={queue} onClose={() => setAsking(false)} />}
    </>
  );
}
