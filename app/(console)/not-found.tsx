import { FileQuestionMark } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Page } from "@/components/shell";
import { buttonClass } from "@/components/ui/button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <Page crumbs={[{ label: "Not found" }]}>
      <div className="grid flex-1 place-items-center px-pad py-12 text-center">
        <div className="grid justify-items-center gap-2">
          <FileQuestionMark className="size-5 text-ink-3" aria-hidden />
          <h1 className="text-20 font-620">There is no such page.</h1>
          <p className="max-w-[52ch] text-ink-2">
            The address may be mistyped. “Jump to” above finds a message, group, queue or replay by its name or number.
          </p>
          <Link className={`${buttonClass("main")} mt-2`} href="/">
            To the overview
          </Link>
        </div>
      </div>
    </Page>
  );
}
