import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detectCheckout, detectContainer, detectPodFiles } from './files.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sightglass-detect-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const put = (files: Readonly<Record<string, string>>): void => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
};
const ID = '3f4b1d8c5a6e7f90112233445566778899aabbccddeeff00112233445566778f';
const COMMIT = '9ab2c0d1e2f30415263748596a7b8c9d0e1f2a3b';

test.each([
  ['Docker, version 1', { 'proc/self/cgroup': `12:cpu:/docker/${ID}\n1:name=systemd:/docker/${ID}\n` }],
  [
    'containerd under Kubernetes, version 1',
    {
      'proc/self/cgroup': `4:memory:/kubepods/burstable/pod1b2c3d4e-0000-1111-2222-333344445555/${ID}\n`,
    },
  ],
  ['systemd', { 'proc/self/cgroup': `0::/system.slice/docker-${ID}.scope\n` }],
  [
    'Docker, version 2',
    {
      'proc/self/cgroup': '0::/\n',
      'proc/self/mountinfo': `650 640 8:1 /var/lib/docker/containers/${ID}/hostname /etc/hostname rw,relatime - ext4 /dev/sda1 rw\n`,
    },
  ],
  [
    'podman, version 2',
    {
      'proc/self/cgroup': '0::/\n',
      'proc/self/mountinfo': `1 2 0:1 /containers/overlay-containers/${ID}/userdata/hosts /etc/hosts rw - tmpfs tmpfs rw\n`,
    },
  ],
])('finds the container of %s', (_runtime, files) => {
  put(files);
  expect(detectContainer(root)).toEqual({ 'container.id': ID });
});

test('finds no container where there is none', () => {
  expect(detectContainer(root)).toEqual({});
  put({ 'proc/self/cgroup': '0::/user.slice/user-1000.slice/session-2.scope\n', 'proc/self/mountinfo': 'x\n' });
  expect(detectContainer(root)).toEqual({});
});

test('reads the pod from the account, the downward API and the control group', () => {
  put({
    'var/run/secrets/kubernetes.io/serviceaccount/namespace': 'shop',
    'proc/self/cgroup': `0::/kubepods.slice/kubepods-pod1b2c3d4e_0000_1111_2222_333344445555.slice/cri-containerd-${ID}.scope\n`,
  });
  expect(detectPodFiles(root)).toEqual({
    'k8s.namespace.name': 'shop',
    'k8s.pod.uid': '1b2c3d4e-0000-1111-2222-333344445555',
  });
  put({ 'etc/podinfo/name': 'cart-1\n', 'etc/podinfo/namespace': 'given\n', 'etc/podinfo/uid': 'u-1\n' });
  expect(detectPodFiles(root)).toEqual({
    'k8s.namespace.name': 'given',
    'k8s.pod.name': 'cart-1',
    'k8s.pod.uid': 'u-1',
  });
});

const AT_COMMIT = { 'vcs.ref.head.revision': COMMIT };

test.each([
  ['a branch', { '.git/HEAD': 'ref: refs/heads/feature/x\n', '.git/refs/heads/feature/x': `${COMMIT}\n` }, 'feature/x'],
  [
    'a packed branch',
    {
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.git/packed-refs': `# pack-refs with: peeled\n${'0'.repeat(40)} refs/heads/not-main\n${COMMIT} refs/heads/main\n`,
    },
    'main',
  ],
  ['a commit without a branch', { '.git/HEAD': `${COMMIT}\n` }, undefined],
  [
    'a worktree',
    {
      '.git': 'gitdir: elsewhere/.git/worktrees/w\n',
      'elsewhere/.git/worktrees/w/HEAD': 'ref: refs/heads/w\n',
      'elsewhere/.git/worktrees/w/commondir': '../..\n',
      'elsewhere/.git/refs/heads/w': `${COMMIT}\n`,
    },
    'w',
  ],
])('reads the commit of %s, from a folder below', (_what, files, branch) => {
  put({ ...files, 'packages/app/main.js': '' });
  expect(detectCheckout(join(root, 'packages', 'app'))).toEqual(
    branch === undefined ? AT_COMMIT : { ...AT_COMMIT, 'vcs.ref.head.name': branch },
  );
});

test('says nothing of a repository without commits, or with a damaged reference', () => {
  put({ '.git/HEAD': 'ref: refs/heads/main\n' });
  expect(detectCheckout(root)).toEqual({});
  put({ '.git/refs/heads/main': 'not a commit\n' });
  expect(detectCheckout(root)).toEqual({});
});
