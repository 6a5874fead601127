import Link from "next/link";
import { Brand } from "@/components/rail";
import { buttonClass } from "@/components/ui/button";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center bg-surface p-pad text-center">
      <div className="grid justify-items-center gap-2">
        <Brand />
        <h1 className="text-20 font-620">There is no such page.</h1>
        <p className="text-ink-2">Every message, group and replay has a page of its own; Ctrl K on any page finds them.</p>
        <Link className={`${buttonClass("main")} mt-2`} href="/">
          To the overview
        </Link>
      </div>
    </main>
  );
}
