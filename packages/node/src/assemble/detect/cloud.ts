// What the metadata services of clouds tell about the machine. They are asked only where files or variables show that this
// cloud is there: on any other machine the address answers nobody, or somebody else.

import { join } from 'node:path';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_CLOUD_ACCOUNT_ID,
  ATTR_CLOUD_AVAILABILITY_ZONE,
  ATTR_CLOUD_PLATFORM,
  ATTR_CLOUD_PROVIDER,
  ATTR_CLOUD_REGION,
  ATTR_CLOUD_RESOURCE_ID,
  ATTR_CONTAINER_ID,
  ATTR_CONTAINER_IMAGE_NAME,
  ATTR_CONTAINER_NAME,
  ATTR_HOST_ID,
  ATTR_HOST_IMAGE_ID,
  ATTR_HOST_TYPE,
  ATTR_K8S_CLUSTER_NAME,
} from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import type { Ask } from './ask.ts';
import { trimmedText } from './trimmed-text.ts';

export interface Cloud {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that holds `sys`. */
  readonly root: string;
  /** Where the machine's own services of EC2 and Azure answer. @defaultValue http://169.254.169.254 */
  readonly linkLocal?: string;
  readonly ask: Ask;
}

const LINK_LOCAL = 'http://169.254.169.254';

/** A task of ECS: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html */
async function detectEcs({ env, ask }: Cloud): Promise<Attributes> {
  const base = env['ECS_CONTAINER_METADATA_URI_V4'];
  if (base === undefined) return {};
  const [container, task] = await Promise.all([json(ask(base)), json(ask(`${base}/task`))]);
  const arn = task['TaskARN'];
  // arn:aws:ecs:<region>:<account>:task/…
  const [, , , region, account] = typeof arn === 'string' ? arn.split(':') : [];
  return texts({
    [ATTR_CLOUD_PROVIDER]: 'aws',
    [ATTR_CLOUD_PLATFORM]: 'aws_ecs',
    [ATTR_CLOUD_REGION]: region,
    [ATTR_CLOUD_ACCOUNT_ID]: account,
    [ATTR_CLOUD_AVAILABILITY_ZONE]: task['AvailabilityZone'],
    [ATTR_CLOUD_RESOURCE_ID]: container['ContainerARN'],
    [ATTR_CONTAINER_ID]: container['DockerId'],
    [ATTR_CONTAINER_NAME]: container['DockerName'],
    [ATTR_CONTAINER_IMAGE_NAME]: container['Image'],
  });
}

/** A machine of EC2: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-identity-documents.html */
async function detectEc2({ env, root, ask, linkLocal = LINK_LOCAL }: Cloud): Promise<Attributes> {
  const vendor = dmi(root, 'sys_vendor');
  if (vendor !== 'Amazon EC2' || env['AWS_EC2_METADATA_DISABLED']?.toLowerCase() === 'true') return {};
  const base = env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] ?? linkLocal;
  const token = await ask(`${base}/latest/api/token`, {
    method: 'PUT',
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' },
  });
  const headers = { 'x-aws-ec2-metadata-token': token };
  const document = await json(ask(`${base}/latest/dynamic/instance-identity/document`, { headers }));
  return texts({
    [ATTR_CLOUD_PROVIDER]: 'aws',
    [ATTR_CLOUD_PLATFORM]: 'aws_ec2',
    [ATTR_CLOUD_REGION]: document['region'],
    [ATTR_CLOUD_AVAILABILITY_ZONE]: document['availabilityZone'],
    [ATTR_CLOUD_ACCOUNT_ID]: document['accountId'],
    [ATTR_HOST_ID]: document['instanceId'],
    [ATTR_HOST_TYPE]: document['instanceType'],
    [ATTR_HOST_IMAGE_ID]: document['imageId'],
  });
}

/** https://docs.cloud.google.com/compute/docs/metadata/predefined-metadata-keys */
async function detectGoogle({ env, root, ask }: Cloud): Promise<Attributes> {
  const isServerless = env['K_SERVICE'] !== undefined || env['CLOUD_RUN_JOB'] !== undefined;
  const product = dmi(root, 'product_name');
  if (!isServerless && !(product ?? '').startsWith('Google')) return {};
  const base = `http://${env['GCE_METADATA_HOST'] ?? 'metadata.google.internal'}/computeMetadata/v1`;
  const read = async (path: string): Promise<string | undefined> => {
    try {
      return await ask(`${base}/${path}`, { headers: { 'metadata-flavor': 'Google' } });
    } catch {
      // What this machine does not have is answered with 404.
      return undefined;
    }
  };
  const [project, id, zone, type, region, cluster] = await Promise.all([
    read('project/project-id'),
    read('instance/id'),
    read('instance/zone'),
    read('instance/machine-type'),
    isServerless ? read('instance/region') : undefined,
    env['KUBERNETES_SERVICE_HOST'] === undefined ? undefined : read('instance/attributes/cluster-name'),
  ]);
  const zoneName = lastPart(zone);
  return texts({
    [ATTR_CLOUD_PROVIDER]: 'gcp',
    [ATTR_CLOUD_PLATFORM]: isServerless
      ? undefined
      : cluster === undefined
        ? 'gcp_compute_engine'
        : 'gcp_kubernetes_engine',
    [ATTR_CLOUD_ACCOUNT_ID]: project,
    [ATTR_CLOUD_REGION]: lastPart(region) ?? zoneName?.replace(/-[a-z]$/, ''),
    [ATTR_CLOUD_AVAILABILITY_ZONE]: isServerless ? undefined : zoneName,
    [ATTR_HOST_ID]: isServerless ? undefined : id,
    [ATTR_HOST_TYPE]: isServerless ? undefined : lastPart(type),
    [ATTR_K8S_CLUSTER_NAME]: cluster,
  });
}

/** What Azure writes as the asset tag of each of its machines. */
const AZURE_ASSET_TAG = '7783-7084-3265-9085-8269-3286-77';

/** https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service */
async function detectAzureMachine({ env, root, ask, linkLocal = LINK_LOCAL }: Cloud): Promise<Attributes> {
  const tag = dmi(root, 'chassis_asset_tag');
  if (tag !== AZURE_ASSET_TAG || env['WEBSITE_SITE_NAME'] !== undefined) return {};
  const address = `${linkLocal}/metadata/instance/compute?api-version=2021-02-01&format=json`;
  const compute = await json(ask(address, { headers: { metadata: 'true' } }));
  return texts({
    [ATTR_CLOUD_PROVIDER]: 'azure',
    [ATTR_CLOUD_PLATFORM]: 'azure.vm',
    [ATTR_CLOUD_REGION]: compute['location'],
    [ATTR_CLOUD_AVAILABILITY_ZONE]: compute['zone'],
    [ATTR_CLOUD_ACCOUNT_ID]: compute['subscriptionId'],
    [ATTR_CLOUD_RESOURCE_ID]: compute['resourceId'],
    [ATTR_HOST_ID]: compute['vmId'],
    [ATTR_HOST_TYPE]: compute['vmSize'],
  });
}

/** By the names of `OTEL_NODE_RESOURCE_DETECTORS`. They reject where the cloud is there and does not answer. */
export const CLOUDS: Readonly<Record<string, (cloud: Cloud) => Promise<Attributes>>> = {
  aws: async (cloud) => ({ ...(await detectEc2(cloud)), ...(await detectEcs(cloud)) }),
  gcp: detectGoogle,
  azure: detectAzureMachine,
};

function dmi(root: string, name: string): string | undefined {
  return trimmedText(join(root, 'sys/class/dmi/id', name));
}

async function json(answer: Promise<string>): Promise<Record<string, unknown>> {
  const value: unknown = JSON.parse(await answer);
  return isRecord(value) ? value : {};
}

function lastPart(path: string | undefined): string | undefined {
  return path?.slice(path.lastIndexOf('/') + 1);
}

function texts(attributes: Readonly<Record<string, unknown>>): Attributes {
  const found: Attributes = {};
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'string' && value !== '') found[key] = value;
  }
  return found;
}
