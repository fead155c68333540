// The one dependency rule: a package imports core; only cli imports other packages.
import { builtinModules } from "node:module";
import { posix } from "node:path";
import ts from "typescript";
import { placeOf, readOrNothing, walk } from "./files.mjs";

const own = /^@gatecrash\/|^gatecrash$/;

/** @returns {string[]} what is wrong */
export function checkDependencies(sources) {
  const inPackages = sources.filter(({ name }) => /^packages\/[^/]+\/(src|test)\//.test(name));
  return inPackages.flatMap((source) =>
    importsOf(source).flatMap(({ specifier, node }) => {
      const wrong = judge(source.name, specifier);
      return wrong ? [`${placeOf(source, node)}: ${wrong}`] : [];
    }),
  );
}

function importsOf(source) {
  const found = [];
  walk(source.tree, (node) => {
    const named =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : undefined;
    const called =
      ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : undefined;
    const specifier = named ?? called;
    if (specifier && ts.isStringLiteral(specifier)) found.push({ specifier: specifier.text, node });
  });
  return found;
}

/** @returns {string | undefined} */
function judge(file, specifier) {
  const [, folder, part] = file.split("/");
  if (specifier.startsWith(".")) return judgeRelative(file, specifier, `packages/${folder}/`);
  if (isBuiltin(specifier)) {
    if (folder === "core" && part === "src") return "core has no node: imports: it is pure";
    return specifier.startsWith("node:") ? undefined : `write "node:${specifier}"`;
  }
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  const mayImport = folder === "cli" || part === "test" || name === "@gatecrash/core";
  if (own.test(name) && !mayImport) {
    return `"${specifier}": a package imports core only; cli puts packages together`;
  }
  return declared(folder, part).has(name)
    ? undefined
    : `"${specifier}" is not a dependency in packages/${folder}/package.json`;
}

function judgeRelative(file, specifier, home) {
  const target = posix.join(posix.dirname(file), specifier);
  if (!target.startsWith(home)) return `"${specifier}" leaves its package`;
  return specifier.endsWith(".ts") ? undefined : `"${specifier}": write the ending, .ts`;
}

const isBuiltin = (specifier) =>
  specifier.startsWith("node:") || builtinModules.includes(specifier);

/** Tests may use the tools of the workspace and any of its packages. */
function declared(folder, part) {
  const dependencies = (file) => JSON.parse(readOrNothing(file) ?? "{}");
  const names = Object.keys(dependencies(`packages/${folder}/package.json`).dependencies ?? {});
  if (part !== "test") return new Set(names);
  const workspace = dependencies("package.json");
  const packages = workspace.workspaces.map((path) => dependencies(`${path}/package.json`).name);
  return new Set([...names, ...Object.keys(workspace.devDependencies), ...packages]);
}
