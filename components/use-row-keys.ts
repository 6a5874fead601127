import { useKey } from "./use-key";

/**
 * j and k move the focus from row to row, to the link that carries `data-row`; Enter opens it, because it is a link. x calls `onSelect` with the
 * value of `data-row` of the row that has the focus.
 */
export function useRowKeys(onSelect?: (row: string) => void): void {
  useKey("j,k", (key) => {
    const { links, at } = rowLinks();
    const next = links[key === "j" ? Math.min(at + 1, links.length - 1) : Math.max(at - 1, 0)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  });
  useKey(
    "x",
    () => {
      const { links, at } = rowLinks();
      const row = links[at]?.dataset["row"];
      if (row) onSelect?.(row);
    },
    { enabled: onSelect !== undefined },
  );
}

/** The links of the rows in their order, and the one whose row has the focus; -1: none has. */
function rowLinks(): { links: readonly HTMLElement[]; at: number } {
  const links = [...document.querySelectorAll<HTMLElement>("a[data-row]")];
  return { links, at: links.findIndex((link) => (link.closest("tr, article") ?? link).contains(document.activeElement)) };
}
