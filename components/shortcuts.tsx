import { Kbd } from "./ui/button";
import { Dialog } from "./ui/dialog";

const shortcuts = [
  ["Ctrl K", "Jump to a page, queue, group, replay or message"],
  ["/", "Filter the messages"],
  ["j  k", "Next and previous row or message"],
  ["x", "Select the row"],
  ["Enter", "Open the row"],
  ["Esc", "Back, or close what is open"],
  ["r", "Replay, or plan a replay of what is selected"],
  ["e", "Edit the message"],
  ["p", "Pause or resume a running replay"],
  ["?", "This list"],
] as const;

export function Shortcuts({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard">
      <dl className="grid grid-cols-[88px_1fr] gap-y-2 px-5 pt-3 pb-5">
        {shortcuts.map(([keys, does]) => (
          <div key={keys} className="contents">
            <dt className="flex gap-1">
              {keys.split("  ").map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd className="text-ink-2">{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
