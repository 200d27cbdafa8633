// Writes discord_requests.json: JSON Schemas of the bodies that the double checks, from Discord's
// published OpenAPI description as the package discord-api-spec (MIT) carries it.
//
//     npm i zod@4 discord-api-spec@10.0.266135 && node make_schema.mjs
import { writeFileSync } from "node:fs";
import * as discord from "discord-api-spec/zod";
import * as z from "zod";

const roots = {
  callback_message: "CreateMessageInteractionCallbackRequest",
  callback_update: "UpdateMessageInteractionCallbackRequest",
  callback_modal: "ModalInteractionCallbackRequest",
  callback_autocomplete: "ApplicationCommandAutocompleteCallbackRequest",
  followup: "IncomingWebhookInteractionRequest",
  original: "IncomingWebhookUpdateForInteractionCallbackRequestPartial",
  message: "MessageCreateRequest",
  message_edit: "MessageEditRequestPartial",
  thread: "CreateTextThreadWithMessageRequest",
  command: "ApplicationCommandUpdateRequest",
};

const registry = z.registry();
for (const [name, value] of Object.entries(discord)) {
  if (name.endsWith("Schema") && value?._zod) registry.add(value, { id: name.slice(0, -6) });
}
const { schemas } = z.toJSONSchema(registry, {
  unrepresentable: "any",
  io: "input",
  uri: (id) => `#/$defs/${id}`,
});

const kept = {};
const wanted = Object.values(roots);
while (wanted.length) {
  const id = wanted.pop();
  if (kept[id]) continue;
  const { $schema, $id, id: _, ...schema } = schemas[id];
  kept[id] = schema;
  for (const [, other] of JSON.stringify(schema).matchAll(/"#\/\$defs\/(\w+)"/g)) wanted.push(other);
}
const $defs = Object.fromEntries(Object.keys(kept).sort().map((id) => [id, kept[id]]));
writeFileSync("discord_requests.json", JSON.stringify({ roots, $defs }) + "\n");
