import js from "@eslint/js";
import tseslint from "typescript-eslint";
import { root } from "./setup/shell.mjs";

export default tseslint.config(
  { ignores: ["**/dist/", "packages/cli/bundle/", "**/node_modules/", ".gatecrash/", ".tap/"] },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ["tsconfig.tap.json", "scripts/tsconfig.json"],
        tsconfigRootDir: root,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "prefer-const": "error",
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "Chance comes from a seeded Random." },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      // Numbers and booleans read well in a message; objects do not.
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      // A `default` says that the rest is meant to be left alone.
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      // An interface may ask for a promise where one of its units has nothing to wait for.
      "@typescript-eslint/require-await": "off",
      // Contracts here are records of functions, not classes: nothing is bound to `this`.
      "@typescript-eslint/unbound-method": "off",
      // Bytes off the wire are what this project is about.
      "no-control-regex": "off",
    },
  },
  {
    // tap gives back a promise for each subtest that nobody needs to await.
    files: ["packages/*/test/**", "scripts/test/**"],
    rules: { "@typescript-eslint/no-floating-promises": "off" },
  },
  {
    // Plain JavaScript, run before anything is built: what it imports of the build has no types.
    files: ["**/*.mjs", "**/*.js"],
    languageOptions: {
      globals: Object.fromEntries(
        Object.getOwnPropertyNames(globalThis).map((name) => [name, "readonly"]),
      ),
    },
    rules: {
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/restrict-template-expressions": "off",
    },
  },
);
