"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { Note } from "@/components/ui/states";
import type { Message } from "../message";

/** Says that the message is no longer as it was opened. */
export function Changed({ message, onAgain }: { message: Message; onAgain: () => void }) {
  const { data: now } = useQuery(useTRPC().messages.version.queryOptions({ id: message.id }));
  if (!now || now.seq === message.seq) return null;
  return (
    <Note tone="warn" className="mx-pad mb-3" end={<Button onClick={onAgain}>Read it again</Button>}>
      <b className="font-600">It has changed since you opened it.</b> It is {now.state}, version {now.version}. Saving would be refused.
      Read it again to compare what you wrote with the new version; what you wrote stays.
    </Note>
  );
}
