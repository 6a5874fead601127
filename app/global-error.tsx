"use client";

import "./globals.css";

/** Stands when even the layout failed, so it relies on nothing but itself. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main className="grid min-h-dvh place-items-center bg-surface p-pad text-center">
          <div role="alert" className="grid justify-items-center gap-3">
            <h1 className="text-20 font-620">The console could not be drawn.</h1>
            <p className="text-ink-2">Capture and replays go on without it. Its server's log says what happened.</p>
            <button type="button" className="h-ctl rounded-2 bg-accent px-3 font-550 text-on-accent" onClick={reset}>
              Try again
            </button>
          </div>
        </main>
      </body>
    </html>
  );
}
