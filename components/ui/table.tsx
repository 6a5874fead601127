import type { ComponentProps, CSSProperties, ReactNode } from "react";
import { cn } from "./class-names";

export interface Column {
  readonly key: string;
  readonly head: ReactNode;
  /** Its track in the grid of a desk. */
  readonly width: string;
  /** Written at the right edge of its column. */
  readonly end?: boolean;
  /** Only where the page is wide; its cells are `wideCell`. */
  readonly wide?: boolean;
}

/** The class of the cells of a column that is there only where the page is wide. */
export const wideCell = "desk:hidden wide:block";

interface Props {
  label: string;
  columns: readonly Column[];
  /** Between two columns, in px. */
  gap?: number;
  className?: string;
  children: ReactNode;
}

const tracks = "desk:grid-cols-(--columns) wide:grid-cols-(--wide-columns)";

function tracksOf(columns: readonly Column[]): string {
  return columns.map(({ width }) => width).join(" ");
}

/** Rows under heads on a desk; on a phone the heads are hidden and each row lays out its cells as it likes. */
export function Table({ label, columns, gap = 16, className, children }: Props) {
  const style = {
    "--columns": tracksOf(columns.filter(({ wide }) => !wide)),
    "--wide-columns": tracksOf(columns),
    "--gap": `${gap}px`,
  } as CSSProperties;
  return (
    <table aria-label={label} className={cn("block", className)} style={style}>
      <thead className="hidden desk:block">
        <tr className={cn("grid h-7 items-center gap-x-(--gap) border-line border-b px-pad text-11 text-ink-3", tracks)}>
          {columns.map(({ key, head, end, wide }) => (
            <th key={key} scope="col" className={cn("font-500", end ? "text-right" : "text-left", wide && wideCell)}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="block">{children}</tbody>
    </table>
  );
}

/** `className` gives the grid of a phone. A link in it may cover the row with `after:absolute after:inset-0`. */
export function Row({ className, ...rest }: ComponentProps<"tr">) {
  return <tr className={cn("relative grid items-center gap-x-(--gap) border-line border-b px-pad", tracks, className)} {...rest} />;
}

/** The head of a column that needs none to be seen. */
export function HiddenHead({ children }: { children: string }) {
  return <span className="sr-only">{children}</span>;
}
