import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names";
import { showToast } from "./toast";

const kinds = {
  /** The one primary action of a page. */
  main: "bg-accent text-on-accent font-550 hover:bg-accent-hover",
  plain: "bg-surface text-ink shadow-strong hover:bg-hover",
  quiet:
    "bg-transparent text-ink-2 px-2 hover:bg-hover disabled:bg-transparent disabled:shadow-none aria-disabled:bg-transparent aria-disabled:shadow-none",
} as const;

export type ButtonKind = keyof typeof kinds;

export function buttonClass(kind: ButtonKind = "plain", icon = false): string {
  return cn(
    "inline-flex h-ctl items-center justify-center gap-1.5 whitespace-nowrap rounded-2 px-2.5 font-500 max-desk:min-w-11 [&_svg]:size-3.5 [&_svg]:shrink-0",
    "disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-off disabled:shadow-line aria-disabled:cursor-not-allowed aria-disabled:bg-sunken aria-disabled:text-ink-off aria-disabled:shadow-line",
    kinds[kind],
    icon && "w-ctl px-0 [&_svg]:size-4",
  );
}

interface Props extends ComponentProps<"button"> {
  kind?: ButtonKind;
  icon?: boolean;
  /** Shown at its end; the page binds the key. */
  shortcut?: string;
  busy?: boolean;
  /** Why it may not be pressed: the button stays focusable and says so. */
  refusal?: string | null;
  /** It was pressed all the same: leads to what is missing. Left out: the reason is told, since a finger finds no title. */
  onRefused?: () => void;
  children?: ReactNode;
}

export function Button({
  kind = "plain",
  icon = false,
  shortcut,
  busy,
  refusal,
  onRefused,
  className,
  children,
  disabled,
  onClick,
  title,
  ...rest
}: Props) {
  const blocked = busy || Boolean(refusal);
  return (
    <button
      type="button"
      className={cn(buttonClass(kind, icon), className)}
      disabled={disabled}
      aria-disabled={blocked || undefined}
      aria-busy={busy || undefined}
      title={refusal ?? title}
      onClick={
        blocked
          ? (event) => {
              event.preventDefault();
              if (busy) return;
              if (onRefused) onRefused();
              else if (refusal) showToast({ what: refusal, failed: true });
            }
          : onClick
      }
      {...rest}
    >
      {children}
      {shortcut && <Kbd on={kind}>{shortcut}</Kbd>}
    </button>
  );
}

export function Kbd({ children, on = "plain" }: { children: ReactNode; on?: ButtonKind }) {
  return (
    <kbd
      className={cn(
        "hidden h-[18px] min-w-[18px] items-center justify-center rounded-[3px] px-1 font-sans text-[11px] leading-none desk:inline-flex",
        on === "main" ? "shadow-[inset_0_0_0_1px_currentColor] opacity-80" : "bg-surface text-ink-3 shadow-strong",
      )}
    >
      {children}
    </kbd>
  );
}
