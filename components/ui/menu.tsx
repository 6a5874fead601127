"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { type ReactElement, type ReactNode, useRef } from "react";

export interface MenuItem {
  readonly key: string;
  readonly label: ReactNode;
  readonly icon?: ReactNode;
  readonly onSelect: () => void;
  readonly refusal?: string | null;
}

/** Less frequent actions behind one button. Opens within the page's own landmark, so that a reader of landmarks finds it. */
export function Menu({ trigger, items }: { trigger: ReactElement; items: readonly MenuItem[] }) {
  const landmark = useRef<HTMLElement | null>(null);
  return (
    <Base.Root
      onOpenChange={(open) => {
        if (open) landmark.current = document.querySelector("main");
      }}
    >
      <Base.Trigger render={trigger} />
      <Base.Portal container={landmark}>
        <Base.Positioner sideOffset={4} align="end" className="z-50">
          <Base.Popup className="min-w-52 max-w-[min(22rem,calc(100vw-1rem))] rounded-3 bg-raised p-1 shadow-pop outline-none">
            {items.map((item) => (
              <Base.Item
                key={item.key}
                disabled={Boolean(item.refusal)}
                onClick={item.onSelect}
                className="flex min-h-8 cursor-pointer items-center gap-2 rounded-2 px-2 outline-none data-[disabled]:cursor-not-allowed data-[highlighted]:bg-hover data-[disabled]:text-ink-off max-desk:min-h-11 max-desk:py-1.5 [&_svg]:size-3.5 [&_svg]:flex-none [&_svg]:text-ink-3"
              >
                {item.icon}
                <span className="min-w-0 [overflow-wrap:anywhere]">
                  {item.label}
                  {item.refusal && <span className="block text-12">{item.refusal}</span>}
                </span>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
