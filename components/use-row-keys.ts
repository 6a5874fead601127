import { useHotkeys } from "react-hotkeys-hook";

/** j and k move the focus between links that carry `data-row`; Enter opens one, because it is a link. */
export function useRowKeys(): void {
  useHotkeys("j,k", (_, { hotkey }) => {
    const links = [...document.querySelectorAll<HTMLElement>("a[data-row]")];
    const at = links.findIndex((link) => link === document.activeElement);
    const next = links[hotkey === "j" ? Math.min(at + 1, links.length - 1) : Math.max(at - 1, 0)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  });
}
