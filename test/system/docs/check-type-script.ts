import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from './fences.ts';

/** The package's entries as their sources: `millrace/node` is `runtime-node/index.ts`. */
function entries(): Record<string, string[]> {
  const { exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly types?: string }>>;
  };
  return Object.fromEntries(
    Object.entries(exports).flatMap(([name, target]) => {
      const types = typeof target === 'string' ? undefined : target.types;
      if (types === undefined) return [];
      const source = types.replace(/^\.\/dist\//, './').replace(/\.d\.ts$/, '.ts');
      return [[name === '.' ? 'millrace' : `millrace${name.slice(1)}`, [source]] as const];
    }),
  );
}

/** Compiles pieces of one page as one module under the project's own rules. Returns what is wrong, a line each. */
export function checkTypeScript(pieces: readonly string[]): readonly string[] {
  const file = path.join(root, 'page.ts');
  const source = pieces.join('\n');
  const config = ts.parseJsonConfigFileContent(
    ts.readConfigFile(path.join(root, 'tsconfig.json'), name => ts.sys.readFile(name)).config,
    ts.sys,
    root,
    { noEmit: true, paths: entries() },
  );
  const host = ts.createCompilerHost(config.options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = name => name === file || fileExists.call(host, name);
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(name, source, {
          languageVersion: ts.ScriptTarget.ES2023,
          impliedNodeFormat: ts.ModuleKind.ESNext,
        })
      : getSourceFile.call(host, name, ...rest);
  const program = ts.createProgram([file], config.options, host);
  const page = program.getSourceFile(file);
  return [...program.getSyntacticDiagnostics(page), ...program.getSemanticDiagnostics(page)].map(found => {
    const { line } = page?.getLineAndCharacterOfPosition(found.start ?? 0) ?? { line: 0 };
    return `${source.split('\n')[line]?.trim() ?? ''}: ${ts.flattenDiagnosticMessageText(found.messageText, '\n')}`;
  });
}
