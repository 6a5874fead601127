import { expect, it } from "vitest";
import { isOwn, isOwnType } from "./own-code.ts";

it.each([
  ["jvm", "tools.jackson.databind.ObjectMapper.readValue", null, false],
  ["jvm", "jakarta.validation.Validator.validate", null, false],
  ["jvm", "dev.failsafe.Failsafe.get", null, false],
  ["jvm", "co.elastic.clients.Client.index", null, false],
  ["jvm", "tools.shop.Till.take", null, true],
  ["dotnet", "JasperFx.Core.Run", null, false],
  ["go", "main.main", "/src/main.go", true],
  ["go", "main.run", "/src/main.go", true],
  ["go", "runtime.main", "/usr/local/go/src/runtime/proc.go", false],
  ["node", "handler", "/var/runtime/index.mjs", false],
  ["node", "run", "ext:core/01_core.js", false],
  ["php", "App\\Till::take", "/app/src/Till.php", true],
  ["php", "Symfony\\Till::take", "/srv/x.php", false],
  ["elixir", "Shop.Till.take", "shop/lib/till.ex", true],
  ["elixir", "Ecto.Repo.one!", "ecto/lib/ecto/repo.ex", false],
  ["rust", "shop::till::take", null, true],
  ["rust", "core::option::unwrap_failed", null, false],
] as const)("%s %s in %s is the shop's own: %s", (runtime, symbol, path, own) => {
  expect(isOwn(runtime, symbol, path, [])).toBe(own);
});

it.each([
  ["tools.jackson.databind.exc.MismatchedInputException", false],
  ["com.fasterxml.jackson.databind.exc.MismatchedInputException", false],
  ["Doctrine\\DBAL\\Exception", false],
  ["App\\Refused", true],
  ["Ecto.NoResultsError", false],
  ["Shop.RefusedError", true],
])("the type %s is the shop's own: %s", (type, own) => {
  expect(isOwnType(type, [])).toBe(own);
});
