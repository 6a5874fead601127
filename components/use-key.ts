import { useHotkeys } from "react-hotkeys-hook";

const float = "[role=dialog], [role=menu]";

/**
 * Keys of the page by what they write ("j", "/", "?", "escape", "mod+k"; several are "j,k"), so that they are where the keyboard has them.
 * Without "mod" they are not heard while somebody types or under an open float. `press` gets the key that was pressed.
 */
export function useKey(keys: string, press: (key: string) => void, enabled = true): void {
  const mod = keys.startsWith("mod+");
  useHotkeys(keys, (_, { hotkey }) => press(hotkey), {
    enabled,
    useKey: true,
    // A character may need Shift on one keyboard and none on another.
    ignoreModifiers: true,
    preventDefault: true,
    enableOnFormTags: mod,
    enableOnContentEditable: mod,
    ignoreEventWhen: (event) => event.altKey || mod !== (event.ctrlKey || event.metaKey) || (!mod && isTaken(event)),
  });
}

function isTaken(event: KeyboardEvent): boolean {
  return event.defaultPrevented || document.querySelector(float) !== null;
}
