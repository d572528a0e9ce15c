ALTER TABLE "files" DROP CONSTRAINT "files_state";--> statement-breakpoint
ALTER TABLE "frames" DROP CONSTRAINT "frames_state";--> statement-breakpoint
ALTER TABLE "pages" DROP CONSTRAINT "pages_state";--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_state" CHECK ("files"."state" in ('received', 'listed', 'held', 'dismissed'));--> statement-breakpoint
ALTER TABLE "frames" ADD CONSTRAINT "frames_state" CHECK ("frames"."state" in ('received', 'imaged', 'held', 'dismissed'));--> statement-breakpoint
ALTER TABLE "pages" ADD CONSTRAINT "pages_state" CHECK ("pages"."state" in ('imaged', 'read', 'extracted', 'held', 'dismissed'));