"use client";

import { Checkbox as Base } from "@base-ui/react/checkbox";
import { Check, Minus } from "lucide-react";
import { cn } from "./class-names";

interface Props {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  /** Some of several: neither checked nor not. */
  mixed?: boolean;
  className?: string;
  "aria-label"?: string;
}

/** A box to check, in a label or with one of its own. */
export function Checkbox({ mixed = false, className, ...rest }: Props) {
  return (
    <Base.Root
      indeterminate={mixed}
      className={cn(
        "inline-grid size-4 flex-none cursor-pointer place-items-center rounded-1 bg-surface align-middle shadow-[inset_0_0_0_1.5px_var(--line-control)] data-[checked]:bg-accent data-[checked]:shadow-none data-[indeterminate]:bg-accent data-[indeterminate]:shadow-none max-desk:size-5",
        className,
      )}
      {...rest}
    >
      <Base.Indicator className="text-on-accent [&_svg]:size-3 [&_svg]:stroke-[3]">
        {mixed ? <Minus aria-hidden /> : <Check aria-hidden />}
      </Base.Indicator>
    </Base.Root>
  );
}
