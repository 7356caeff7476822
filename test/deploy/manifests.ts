import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { IService } from 'kubernetes-models/v1/Service';
import { parse, parseAllDocuments } from 'yaml';
import { repositoryRoot } from '../cluster/repository';

const folder = join(repositoryRoot, 'deploy', 'kubernetes');

/** One Kubernetes object and the file it stands in. */
export interface Manifest {
  readonly file: string;
  readonly object: { readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string } };
}

/** What stands in a manifest as a comment to be switched on: YAML after `# - ` or deeper, where prose starts with a letter. */
export function withOptions(text: string): string {
  return text.replace(/^( *)# (?=- | {2})/gm, '$1');
}

/** Every object that `kubectl apply -k deploy/kubernetes` makes; `change` is applied to the files' text before. */
export function readManifests(change: (text: string) => string = (text) => text): readonly Manifest[] {
  const { resources } = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as { resources: string[] };
  return resources.flatMap((file) =>
    parseAllDocuments(change(readFileSync(join(folder, file), 'utf8'))).map((document) => ({
      file,
      object: document.toJS() as Manifest['object'],
    })),
  );
}

interface ObjectsByKind {
  readonly StatefulSet: IStatefulSet;
  readonly Service: IService;
  readonly PodDisruptionBudget: IPodDisruptionBudget;
}

/** The object of this kind and name; the schema test has shown that it has its kind's shape. */
export function manifest<Kind extends keyof ObjectsByKind>(kind: Kind, name: string): ObjectsByKind[Kind] {
  const found = readManifests().find(({ object }) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name} in ${folder}`);
  return found.object as unknown as ObjectsByKind[Kind];
}

/** What Kubernetes makes of the StatefulSet for one ordinal. */
export interface Pod {
  readonly hostname: string;
  /** Under the headless Service; resolved within the namespace. */
  readonly dnsName: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The pods of the StatefulSet. */
export function podsOf(set: IStatefulSet): readonly Pod[] {
  const [container, ...others] = set.spec?.template.spec?.containers ?? [];
  if (container === undefined || others.length > 0) throw new Error('a pod has exactly one container');
  const env = Object.fromEntries(
    (container.env ?? []).map(({ name, value }) => {
      if (value === undefined) throw new Error(`${name} has no plain value`);
      return [name, value];
    }),
  );
  return Array.from({ length: set.spec?.replicas ?? 0 }, (_, ordinal) => {
    const hostname = `${set.metadata?.name ?? ''}-${ordinal}`;
    return { hostname, dnsName: `${hostname}.${set.spec?.serviceName ?? ''}`, env };
  });
}
