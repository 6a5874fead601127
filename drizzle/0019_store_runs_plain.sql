-- To press a run of ids together costs more than to write it, and it is read once.
ALTER TABLE "frozen_runs" ALTER COLUMN "message_ids" SET STORAGE EXTERNAL;
