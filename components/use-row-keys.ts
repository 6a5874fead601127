import { useKey } from "./use-key";

/** j and k move the focus between links that carry `data-row`; Enter opens one, because it is a link. */
export function useRowKeys(): void {
  useKey("j", () => moveFocus(1));
  useKey("k", () => moveFocus(-1));
}

function moveFocus(by: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>("a[data-row]")];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = links[Math.min(Math.max(at + by, 0), links.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}
