import { expect, test } from 'vitest';
import { detectAws, detectAzure, detectCommit, detectGcp, detectPod } from './surroundings.ts';

test('a pod is known by what the kubelet and its specification put into the environment', () => {
  expect(detectPod({ POD_NAME: 'x', HOSTNAME: 'y' })).toEqual({});
  const kubelet = { KUBERNETES_SERVICE_HOST: '10.0.0.1', HOSTNAME: 'cart-6d-x' };
  expect(detectPod(kubelet)).toEqual({ 'k8s.pod.name': 'cart-6d-x' });
  expect(
    detectPod({ ...kubelet, POD_NAMESPACE: 'shop', K8S_POD_NAME: 'cart-1', POD_UID: 'u', NODE_NAME: 'n' }),
  ).toEqual({
    'k8s.pod.name': 'cart-1',
    'k8s.namespace.name': 'shop',
    'k8s.pod.uid': 'u',
    'k8s.node.name': 'n',
  });
});

test('functions of the three clouds are known by their variables', () => {
  expect([detectAws({}), detectGcp({}), detectAzure({})]).toEqual([{}, {}, {}]);
  expect(
    detectAws({ AWS_LAMBDA_FUNCTION_NAME: 'f', AWS_REGION: 'eu-west-1', AWS_LAMBDA_FUNCTION_VERSION: '3' }),
  ).toEqual({
    'cloud.provider': 'aws',
    'cloud.platform': 'aws_lambda',
    'cloud.region': 'eu-west-1',
    'faas.name': 'f',
    'faas.version': '3',
  });
  expect(detectGcp({ K_SERVICE: 's', K_REVISION: 's-1' })).toMatchObject({
    'cloud.platform': 'gcp_cloud_run',
    'faas.name': 's',
    'faas.version': 's-1',
  });
  expect(detectGcp({ K_SERVICE: 's', FUNCTION_TARGET: 'main' })).toMatchObject({
    'cloud.platform': 'gcp_cloud_functions',
  });
  expect(
    detectAzure({ WEBSITE_SITE_NAME: 'w', WEBSITE_OWNER_NAME: 'sub+group-Westspace', REGION_NAME: 'West' }),
  ).toEqual({
    'cloud.provider': 'azure',
    'cloud.platform': 'azure.app_service',
    'cloud.region': 'West',
    'cloud.account.id': 'sub',
  });
});

test('a commit is taken from the first place that tells one, and only if it is one', () => {
  const sha = 'a'.repeat(40);
  expect(detectCommit({ GITHUB_SHA: sha, GITHUB_REF_NAME: 'main' })).toEqual({
    'vcs.ref.head.revision': sha,
    'vcs.ref.head.name': 'main',
  });
  expect(detectCommit({ GIT_COMMIT: 'HEAD' })).toEqual({});
  expect(detectCommit({})).toEqual({});
});
