"use client";

import type { ReactNode } from "react";
import { Button } from "./button";
import { cn } from "./class-names";

interface Props {
  list: { readonly hasNextPage: boolean; readonly isFetchingNextPage: boolean; readonly fetchNextPage: () => unknown };
  label?: string;
  className?: string;
  /** Said above the button. */
  children?: ReactNode;
}

/** The end of what is read of a list: the button that reads on, while there is more. */
export function More({ list, label = "Show more", className, children }: Props) {
  if (!list.hasNextPage) return null;
  return (
    <div className={cn("grid place-items-center gap-2 px-pad py-3 text-center", className)}>
      {children}
      <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {label}
      </Button>
    </div>
  );
}
