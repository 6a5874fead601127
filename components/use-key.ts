import { useHotkeys } from "react-hotkeys-hook";

const float = "[role=dialog], [role=menu]";

/** Whether a float was open when the key went down: the float's own answer to the key may have closed it before ours is asked for. */
let underFloat = false;
if (typeof window !== "undefined")
  window.addEventListener(
    "keydown",
    () => {
      underFloat = document.querySelector(float) !== null;
    },
    { capture: true },
  );

interface Options {
  readonly enabled?: boolean;
  /** Of a float itself, which is open: its key is heard there. */
  readonly inFloat?: boolean;
}

/**
 * Keys of the page by what they write ("j", "/", "?", "escape", "mod+k"; several are "j,k"), so that they are where the keyboard has them.
 * None acts under an open float, and those without "mod" not while somebody types. `press` gets the key that was pressed.
 */
export function useKey(keys: string, press: (key: string) => void, { enabled = true, inFloat = false }: Options = {}): void {
  const mod = keys.startsWith("mod+");
  useHotkeys(
    keys,
    (_, { hotkey }) => {
      // A key with "mod" is taken from the browser under a float too, and does nothing there.
      if (!underFloat || inFloat) press(hotkey);
    },
    {
      enabled,
      useKey: true,
      // A character may need Shift on one keyboard and none on another.
      ignoreModifiers: true,
      preventDefault: true,
      enableOnFormTags: mod,
      enableOnContentEditable: mod,
      ignoreEventWhen: (event) =>
        event.altKey || mod !== (event.ctrlKey || event.metaKey) || (!mod && (event.defaultPrevented || underFloat)),
    },
  );
}
