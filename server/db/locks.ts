/**
 * Every advisory lock of Redrive, so that no two mean one number. The numbers are arbitrary and must never change: workers of two versions may run at
 * the same time. A lock of one key and a lock of two keys are different ones in Postgres, so a class is never a key alone.
 */
export const locks = {
  /** Migrations run in one process at a time: those that start together take turns. */
  migrate: 720_117,
  /** Restores are kept out, while a purge removes what was found settled (`lockRestores`). */
  restores: 720_118,
  /** Message ids are taken in stretches that follow each other (`takeIds`); others wait for well under a millisecond. */
  messageIds: 720_119,
  /** With the id of a queue: whoever stores redeliveries waits for the others (`suspectDuplicates`). */
  redeliveriesOfQueue: 720_124,
  /** With the id of a replay: its batches are claimed one at a time. */
  claimsOfReplay: 720_120,
  /** With the id of a queue: its rows are stored under one number of the rules (`lockNumber`). */
  numberOfQueue: 720_122,
  /** One worker derives messages again at a time (`deriveStretch`). */
  deriving: 720_123,
  /** Who may manage people is looked at and changed by one at a time, so that two changes never leave nobody (`demandManager`). */
  people: 720_125,
  /** Tests make their template database once. */
  testing: 720_121,
} as const;
