import { join } from 'node:path';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { Service } from 'kubernetes-models/v1/Service';
import ts from 'typescript';
import type { Manifest } from './manifests';

/** Kinds that the manifests use, with the validator compiled from Kubernetes' OpenAPI schema and the module of its type. */
const kinds = {
  StatefulSet: { apiVersion: 'apps/v1', model: StatefulSet, module: 'kubernetes-models/apps/v1/StatefulSet', type: 'IStatefulSet' },
  Service: { apiVersion: 'v1', model: Service, module: 'kubernetes-models/v1/Service', type: 'IService' },
  PodDisruptionBudget: {
    apiVersion: 'policy/v1',
    model: PodDisruptionBudget,
    module: 'kubernetes-models/policy/v1/PodDisruptionBudget',
    type: 'IPodDisruptionBudget',
  },
} as const;

function kindOf({ object }: Manifest): (typeof kinds)[keyof typeof kinds] {
  const kind = Object.entries(kinds).find(([name, { apiVersion }]) => name === object.kind && apiVersion === object.apiVersion)?.[1];
  if (kind === undefined) throw new Error(`no schema for ${object.apiVersion} ${object.kind}`);
  return kind;
}

/** What Kubernetes' schema says against the object: missing fields, wrong types, values outside a list. Null where nothing. */
export function faultBySchema(manifest: Manifest): string | null {
  const { model: Model } = kindOf(manifest);
  try {
    new Model(manifest.object).validate();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Fields that Kubernetes does not know. The schema allows them (the API server drops them with a warning), so a misspelt
 * probe would pass it; the types made from the same schema are exact, and TypeScript refuses unknown fields of a literal.
 */
export function unknownFields(manifests: readonly Manifest[]): readonly string[] {
  const source = manifests
    .map((manifest, index) => {
      const { module, type } = kindOf(manifest);
      return `const object${index}: import('${module}').${type} = ${JSON.stringify(manifest.object, null, 1)};`;
    })
    .join('\n');
  const fileName = join(__dirname, 'manifests-as-literals.ts');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.Node16,
    target: ts.ScriptTarget.ES2022,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (name, language) =>
    name === fileName ? ts.createSourceFile(name, source, language) : getSourceFile.call(host, name, language);
  host.fileExists = (name) => name === fileName || fileExists.call(host, name);
  host.readFile = (name) => (name === fileName ? source : readFile.call(host, name));
  const program = ts.createProgram([fileName], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
