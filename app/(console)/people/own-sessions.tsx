"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Band } from "@/components/band";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { showToast } from "@/components/ui/toast";
import type { Me } from "./people";
import { SessionLine } from "./session-line";

/** Where one is signed in oneself; each can be ended, at once and everywhere. */
export function OwnSessions({ me }: { me: Me }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const end = useMutation(
    trpc.people.revokeOwn.mutationOptions({
      onSuccess: () => {
        void queryClient.invalidateQueries({ queryKey: trpc.people.pathKey() });
        showToast({
          what: "Signed out there.",
          why: "Notifications that were switched on there are off. Settings say whether this device is told.",
        });
      },
      onError: ({ message }) => showToast({ what: "The session was not ended.", why: message, failed: true }),
    }),
  );
  if (me.sessions.length === 0) return null;
  return (
    <Band
      title="Your sessions"
      note="end one that you do not know"
      end={
        me.sessions.length > 1 && (
          <Button busy={end.isPending} onClick={() => end.mutate({ session: null })}>
            Sign out everywhere else
          </Button>
        )
      }
    >
      <ul className="divide-y divide-line border-line border-y px-pad">
        {me.sessions.map((session) => (
          <SessionLine
            key={session.id}
            session={session}
            end={
              !session.current && (
                <Button
                  busy={end.isPending}
                  aria-label={`Sign out ${session.agent ?? "the unknown browser"}`}
                  onClick={() => end.mutate({ session: session.id })}
                >
                  Sign out
                </Button>
              )
            }
          />
        ))}
      </ul>
    </Band>
  );
}
