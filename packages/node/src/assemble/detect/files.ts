// What is read from files once the agent has started: container, pod, commit. `root` is the folder that holds `proc`, `sys` …

import { dirname, join, resolve } from 'node:path';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_CONTAINER_ID,
  ATTR_K8S_NAMESPACE_NAME,
  ATTR_K8S_POD_NAME,
  ATTR_K8S_POD_UID,
  ATTR_VCS_REF_HEAD_NAME,
  ATTR_VCS_REF_HEAD_REVISION,
} from '@sightglass/api/semconv';
import { trimmedText } from './trimmed-text.ts';

/** Folders above the program that are looked at for `.git`. */
const MAX_FOLDERS = 16;

/**
 * The container that this process runs in. Version 1 of control groups names it in the path of the group, version 2 only in
 * the places that the runtime mounts into it. https://man7.org/linux/man-pages/man7/cgroups.7.html
 */
export function detectContainer(root = '/'): Attributes {
  const groups = trimmedText(join(root, 'proc/self/cgroup')) ?? '';
  const mounts = trimmedText(join(root, 'proc/self/mountinfo')) ?? '';
  const ofGroup = /^\d+:[^:]*:.*[/-]([\da-f]{64})(?:\.scope)?$/m.exec(groups)?.[1];
  const id = ofGroup ?? /\/containers\/(?:overlay-containers\/)?([\da-f]{64})\//.exec(mounts)?.[1];
  return id === undefined ? {} : { [ATTR_CONTAINER_ID]: id };
}

/** The pod, from the account's files, the downward API where it is mounted in its usual place, and the control group. */
export function detectPodFiles(root = '/'): Attributes {
  const text = (path: string): string | undefined => trimmedText(join(root, path)) || undefined;
  const namespace = text('etc/podinfo/namespace') ?? text('var/run/secrets/kubernetes.io/serviceaccount/namespace');
  const name = text('etc/podinfo/name');
  const uid = text('etc/podinfo/uid');
  // systemd writes `_` for `-` in the names of slices.
  const uidOfGroup = /[/-]pod([\da-f]{8}(?:[_-][\da-f]{4}){3}[_-][\da-f]{12})/.exec(
    text('proc/self/cgroup') ?? '',
  )?.[1];
  return {
    ...(namespace === undefined ? {} : { [ATTR_K8S_NAMESPACE_NAME]: namespace }),
    ...(name === undefined ? {} : { [ATTR_K8S_POD_NAME]: name }),
    ...(uid === undefined && uidOfGroup === undefined
      ? {}
      : { [ATTR_K8S_POD_UID]: uid ?? uidOfGroup?.replaceAll('_', '-') }),
  };
}

/**
 * The commit that is checked out around that folder, read from git's own files: no child process.
 * https://git-scm.com/docs/gitrepository-layout
 */
export function detectCheckout(folder: string): Attributes {
  let at = folder;
  for (let steps = 0; steps < MAX_FOLDERS; steps++) {
    const found = checkoutIn(at);
    if (found !== undefined) return found;
    const above = dirname(at);
    if (above === at) break;
    at = above;
  }
  return {};
}

function checkoutIn(folder: string): Attributes | undefined {
  let git = join(folder, '.git');
  // In a worktree or a submodule it is a file that names the folder.
  const elsewhere = /^gitdir: (.+)$/m.exec(trimmedText(git) ?? '')?.[1];
  if (elsewhere !== undefined) git = resolve(folder, elsewhere);
  const head = trimmedText(join(git, 'HEAD'));
  if (head === undefined) return undefined;
  const ref = /^ref: (refs\/\S+)/.exec(head)?.[1];
  if (ref === undefined) return isCommit(head) ? { [ATTR_VCS_REF_HEAD_REVISION]: head } : {};
  const commonDir = trimmedText(join(git, 'commondir'));
  const shared = commonDir === undefined ? git : resolve(git, commonDir);
  const commit =
    trimmedText(join(git, ref)) ??
    trimmedText(join(shared, ref)) ??
    packed(trimmedText(join(shared, 'packed-refs')) ?? '', ref);
  if (commit === undefined || !isCommit(commit)) return {};
  return { [ATTR_VCS_REF_HEAD_REVISION]: commit, [ATTR_VCS_REF_HEAD_NAME]: ref.replace(/^refs\/(?:heads|tags)\//, '') };
}

function packed(refs: string, ref: string): string | undefined {
  const line = refs.split('\n').find((candidate) => candidate.endsWith(` ${ref}`));
  return line?.split(' ')[0];
}

function isCommit(value: string): boolean {
  return /^(?:[\da-f]{40}|[\da-f]{64})$/.test(value);
}
