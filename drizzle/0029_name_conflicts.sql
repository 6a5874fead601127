ALTER TYPE "public"."category" ADD VALUE 'conflict' BEFORE 'downstream_5xx';--> statement-breakpoint
ALTER TYPE "public"."category" ADD VALUE 'unavailable' BEFORE 'downstream_5xx';--> statement-breakpoint
ALTER TYPE "public"."category" ADD VALUE 'downstream_answer' BEFORE 'auth';