import { writeFileSync } from "node:fs";
import { webhookSchemaFile, writeWebhookSchema } from "../alerts/channels/webhook-body.ts";
import { editorFile, referenceFile, writeEditorSchema, writeReference } from "./reference.ts";

writeFileSync(referenceFile, writeReference());
writeFileSync(editorFile, writeEditorSchema());
writeFileSync(webhookSchemaFile, writeWebhookSchema());
process.stdout.write(`Written: ${referenceFile}, ${editorFile}, ${webhookSchemaFile}.\n`);
