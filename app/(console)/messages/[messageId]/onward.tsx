import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import type { Message } from "./message";

/** Where it goes on with a message that is not dead any more. */
export function Onward({ message }: { message: Message }) {
  const next = nextOf(message);
  return (
    next && (
      <Link href={next.href} className={buttonClass("main")}>
        <ArrowRight aria-hidden /> {next.label}
      </Link>
    )
  );
}

function nextOf({ cameBackAs, capturedAgainAs, replayId, state }: Message): { href: string; label: string } | null {
  if (cameBackAs) return { href: `/messages/${cameBackAs}`, label: `Open message ${cameBackAs}` };
  if (capturedAgainAs && state === "released") return { href: `/messages/${capturedAgainAs}`, label: `Open message ${capturedAgainAs}` };
  if (!replayId) return null;
  return { href: `/replays/${replayId}`, label: state === "unknown" ? "Decide in its replay" : "Open its replay" };
}
