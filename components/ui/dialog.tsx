"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";
import { cn } from "./class-names";

/** A float on a desk, a sheet from below on a phone. Focus, Escape and inertness are the library's. */
export function Dialog({
  open,
  onOpenChange,
  title,
  children,
  className,
  bare = false,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
  className?: string;
  bare?: boolean;
}) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Base.Popup
          className={cn(
            "fixed z-50 overflow-y-auto bg-raised shadow-pop outline-none",
            "inset-x-0 bottom-0 max-h-[85dvh] rounded-t-3 desk:inset-auto desk:top-[12vh] desk:left-1/2 desk:max-h-[76vh] desk:w-[520px] desk:-translate-x-1/2 desk:rounded-3",
            className,
          )}
        >
          {bare ? (
            <Base.Title className="sr-only">{title}</Base.Title>
          ) : (
            <div className="flex items-center gap-2 px-5 pt-4">
              <Base.Title className="flex-1 text-17 font-620 tracking-[-0.012em]">{title}</Base.Title>
              <Base.Close render={<Button kind="quiet" icon aria-label="Close" />}>
                <X aria-hidden />
              </Base.Close>
            </div>
          )}
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
