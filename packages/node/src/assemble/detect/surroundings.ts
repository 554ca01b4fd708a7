// What platforms tell their programs in variables: known at once, without any reading or asking.

import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_CLOUD_ACCOUNT_ID,
  ATTR_CLOUD_PLATFORM,
  ATTR_CLOUD_PROVIDER,
  ATTR_CLOUD_REGION,
  ATTR_FAAS_INSTANCE,
  ATTR_FAAS_NAME,
  ATTR_FAAS_VERSION,
  ATTR_K8S_CONTAINER_NAME,
  ATTR_K8S_NAMESPACE_NAME,
  ATTR_K8S_NODE_NAME,
  ATTR_K8S_POD_IP,
  ATTR_K8S_POD_NAME,
  ATTR_K8S_POD_UID,
  ATTR_VCS_REF_HEAD_NAME,
  ATTR_VCS_REF_HEAD_REVISION,
} from '@sightglass/api/semconv';

type Environment = Readonly<Record<string, string | undefined>>;

/** Names that people give to fields of the pod when they hand them to the container as variables. */
const OF_THE_POD: Readonly<Record<string, readonly string[]>> = {
  [ATTR_K8S_POD_NAME]: ['K8S_POD_NAME', 'KUBERNETES_POD_NAME', 'POD_NAME'],
  [ATTR_K8S_NAMESPACE_NAME]: ['K8S_NAMESPACE', 'K8S_POD_NAMESPACE', 'KUBERNETES_NAMESPACE', 'POD_NAMESPACE'],
  [ATTR_K8S_POD_UID]: ['K8S_POD_UID', 'KUBERNETES_POD_UID', 'POD_UID'],
  [ATTR_K8S_POD_IP]: ['K8S_POD_IP', 'KUBERNETES_POD_IP', 'POD_IP'],
  [ATTR_K8S_NODE_NAME]: ['K8S_NODE_NAME', 'KUBERNETES_NODE_NAME', 'NODE_NAME'],
  [ATTR_K8S_CONTAINER_NAME]: ['K8S_CONTAINER_NAME', 'KUBERNETES_CONTAINER_NAME', 'CONTAINER_NAME'],
};

/** The pod, where the kubelet says that there is one: https://kubernetes.io/docs/concepts/services-networking/service/ */
export function detectPod(env: Environment): Attributes {
  if (env['KUBERNETES_SERVICE_HOST'] === undefined) return {};
  const found: Attributes = {};
  for (const [attribute, variables] of Object.entries(OF_THE_POD)) put(found, attribute, first(env, variables));
  // Without another wish the kubelet gives the container the pod's name as its host name.
  put(found, ATTR_K8S_POD_NAME, found[ATTR_K8S_POD_NAME] ?? env['HOSTNAME']);
  return found;
}

/** A function of AWS. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
export function detectAws(env: Environment): Attributes {
  const name = env['AWS_LAMBDA_FUNCTION_NAME'];
  if (name === undefined) return {};
  return given({
    [ATTR_CLOUD_PROVIDER]: 'aws',
    [ATTR_CLOUD_PLATFORM]: 'aws_lambda',
    [ATTR_CLOUD_REGION]: env['AWS_REGION'],
    [ATTR_FAAS_NAME]: name,
    [ATTR_FAAS_VERSION]: env['AWS_LAMBDA_FUNCTION_VERSION'],
    [ATTR_FAAS_INSTANCE]: env['AWS_LAMBDA_LOG_STREAM_NAME'],
  });
}

/** Cloud Run, its functions and its jobs. https://cloud.google.com/run/docs/container-contract */
export function detectGcp(env: Environment): Attributes {
  const name = env['K_SERVICE'] ?? env['CLOUD_RUN_JOB'];
  if (name === undefined) return {};
  return given({
    [ATTR_CLOUD_PROVIDER]: 'gcp',
    [ATTR_CLOUD_PLATFORM]: env['FUNCTION_TARGET'] === undefined ? 'gcp_cloud_run' : 'gcp_cloud_functions',
    [ATTR_FAAS_NAME]: name,
    [ATTR_FAAS_VERSION]: env['K_REVISION'] ?? env['CLOUD_RUN_EXECUTION'],
  });
}

/** App Service and its functions. https://learn.microsoft.com/azure/app-service/reference-app-settings */
export function detectAzure(env: Environment): Attributes {
  const name = env['WEBSITE_SITE_NAME'];
  if (name === undefined) return {};
  const isFunction = env['FUNCTIONS_EXTENSION_VERSION'] !== undefined;
  return given({
    [ATTR_CLOUD_PROVIDER]: 'azure',
    [ATTR_CLOUD_PLATFORM]: isFunction ? 'azure.functions' : 'azure.app_service',
    [ATTR_CLOUD_REGION]: env['REGION_NAME'],
    // `<subscription>+<group>-<region>webspace`
    [ATTR_CLOUD_ACCOUNT_ID]: env['WEBSITE_OWNER_NAME']?.split('+')[0],
    ...(isFunction ? { [ATTR_FAAS_NAME]: name } : {}),
    [ATTR_FAAS_INSTANCE]: isFunction ? env['WEBSITE_INSTANCE_ID'] : undefined,
  });
}

/** What places that build and run programs call the commit, and the branch. */
const COMMITS = [
  'GITHUB_SHA',
  'CI_COMMIT_SHA',
  'CIRCLE_SHA1',
  'BITBUCKET_COMMIT',
  'BUILD_SOURCEVERSION',
  'BUILDKITE_COMMIT',
  'GIT_COMMIT',
  'VERCEL_GIT_COMMIT_SHA',
  'RENDER_GIT_COMMIT',
  'RAILWAY_GIT_COMMIT_SHA',
  'HEROKU_BUILD_COMMIT',
  'HEROKU_SLUG_COMMIT',
];
const BRANCHES = [
  'GITHUB_REF_NAME',
  'CI_COMMIT_REF_NAME',
  'CIRCLE_BRANCH',
  'BITBUCKET_BRANCH',
  'BUILD_SOURCEBRANCHNAME',
  'BUILDKITE_BRANCH',
  'GIT_BRANCH',
  'VERCEL_GIT_COMMIT_REF',
  'RENDER_GIT_BRANCH',
  'RAILWAY_GIT_BRANCH',
];

export function detectCommit(env: Environment): Attributes {
  const commit = first(env, COMMITS);
  if (commit === undefined || !/^[\da-f]{7,64}$/.test(commit)) return {};
  return given({ [ATTR_VCS_REF_HEAD_REVISION]: commit, [ATTR_VCS_REF_HEAD_NAME]: first(env, BRANCHES) });
}

function first(env: Environment, variables: readonly string[]): string | undefined {
  return variables.map((variable) => env[variable]).find((value) => value !== undefined && value !== '');
}

function given(attributes: Attributes): Attributes {
  const found: Attributes = {};
  for (const [key, value] of Object.entries(attributes)) put(found, key, value);
  return found;
}

function put(attributes: Attributes, key: string, value: Attributes[string]): void {
  if (value !== undefined && value !== '') attributes[key] = value;
}
