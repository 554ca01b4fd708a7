import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAsk } from './ask.ts';
import { CLOUDS } from './cloud.ts';

let root: string;
let server: Server;
let base: string;
let answers: Record<string, (request: IncomingMessage) => string | number>;
let asked: string[];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'sightglass-cloud-'));
  answers = {};
  asked = [];
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(`${request.method} ${path}`);
    const answer = answers[path]?.(request) ?? 404;
    if (typeof answer === 'number') response.statusCode = answer;
    response.end(typeof answer === 'string' ? answer : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  rmSync(root, { recursive: true });
  await new Promise((resolve) => server.close(resolve));
});

const machine = (file: string, content: string): void => {
  mkdirSync(join(root, 'sys/class/dmi/id'), { recursive: true });
  writeFileSync(join(root, 'sys/class/dmi/id', file), `${content}\n`);
};
const detect = (name: string, env: Record<string, string> = {}): Promise<object> =>
  CLOUDS[name]!({ env, root, linkLocal: base, ask: createAsk(5000) });

test('asks nobody where nothing shows a cloud', async () => {
  expect(await Promise.all(Object.keys(CLOUDS).map((name) => detect(name)))).toEqual([{}, {}, {}]);
  machine('sys_vendor', 'QEMU');
  expect(await Promise.all(Object.keys(CLOUDS).map((name) => detect(name)))).toEqual([{}, {}, {}]);
  expect(asked).toEqual([]);
});

test('EC2 is asked with a token, as version 2 of its service wants', async () => {
  machine('sys_vendor', 'Amazon EC2');
  answers['/latest/api/token'] = ({ method, headers }) =>
    method === 'PUT' && headers['x-aws-ec2-metadata-token-ttl-seconds'] !== undefined ? 'token' : 400;
  answers['/latest/dynamic/instance-identity/document'] = ({ headers }) =>
    headers['x-aws-ec2-metadata-token'] === 'token'
      ? JSON.stringify({
          accountId: '123456789012',
          imageId: 'ami-5fb8c835',
          availabilityZone: 'us-west-2b',
          instanceId: 'i-1234567890abcdef0',
          instanceType: 't2.micro',
          region: 'us-west-2',
          pendingTime: '2016-11-19T16:32:11Z',
        })
      : 401;
  expect(await detect('aws')).toEqual({
    'cloud.provider': 'aws',
    'cloud.platform': 'aws_ec2',
    'cloud.region': 'us-west-2',
    'cloud.availability_zone': 'us-west-2b',
    'cloud.account.id': '123456789012',
    'host.id': 'i-1234567890abcdef0',
    'host.type': 't2.micro',
    'host.image.id': 'ami-5fb8c835',
  });
  asked = [];
  expect(await detect('aws', { AWS_EC2_METADATA_DISABLED: 'true' })).toEqual({});
  expect(asked).toEqual([]);
});

test('a task of ECS is read from the address that it was given', async () => {
  answers['/v4/abc'] = () =>
    JSON.stringify({
      DockerId: 'ea32192c8553fbff06c9340478a2ff089b2bb5646fb718b4ee206641c9086d66',
      DockerName: 'ecs-shop',
      Image: '111122223333.dkr.ecr.us-west-2.amazonaws.com/shop:latest',
      ContainerARN: 'arn:aws:ecs:us-west-2:111122223333:container/0206b271',
    });
  answers['/v4/abc/task'] = () =>
    JSON.stringify({
      TaskARN: 'arn:aws:ecs:us-west-2:111122223333:task/default/158d1c8',
      AvailabilityZone: 'us-west-2d',
    });
  expect(await detect('aws', { ECS_CONTAINER_METADATA_URI_V4: `${base}/v4/abc` })).toEqual({
    'cloud.provider': 'aws',
    'cloud.platform': 'aws_ecs',
    'cloud.region': 'us-west-2',
    'cloud.availability_zone': 'us-west-2d',
    'cloud.account.id': '111122223333',
    'cloud.resource_id': 'arn:aws:ecs:us-west-2:111122223333:container/0206b271',
    'container.id': 'ea32192c8553fbff06c9340478a2ff089b2bb5646fb718b4ee206641c9086d66',
    'container.name': 'ecs-shop',
    'container.image.name': '111122223333.dkr.ecr.us-west-2.amazonaws.com/shop:latest',
  });
});

test('Google’s service gets the header that it insists on; what it does not know is left out', async () => {
  machine('product_name', 'Google Compute Engine');
  const flavored =
    (text: string) =>
    ({ headers }: IncomingMessage) =>
      headers['metadata-flavor'] === 'Google' ? text : 403;
  answers['/computeMetadata/v1/project/project-id'] = flavored('shop-123');
  answers['/computeMetadata/v1/instance/id'] = flavored('5520031129');
  answers['/computeMetadata/v1/instance/zone'] = flavored('projects/123/zones/europe-west1-b');
  const env = { GCE_METADATA_HOST: new URL(base).host };
  const found = {
    'cloud.provider': 'gcp',
    'cloud.platform': 'gcp_compute_engine',
    'cloud.account.id': 'shop-123',
    'cloud.region': 'europe-west1',
    'cloud.availability_zone': 'europe-west1-b',
    'host.id': '5520031129',
  };
  expect(await detect('gcp', env)).toEqual(found);
  answers['/computeMetadata/v1/instance/attributes/cluster-name'] = flavored('blue');
  expect(await detect('gcp', { ...env, KUBERNETES_SERVICE_HOST: '10.0.0.1' })).toEqual({
    ...found,
    'cloud.platform': 'gcp_kubernetes_engine',
    'k8s.cluster.name': 'blue',
  });
});

test('a machine of Azure is known by its asset tag', async () => {
  machine('chassis_asset_tag', '7783-7084-3265-9085-8269-3286-77');
  answers['/metadata/instance/compute?api-version=2021-02-01&format=json'] = ({ headers }) =>
    headers['metadata'] === 'true'
      ? JSON.stringify({ location: 'westeurope', vmId: 'v-1', vmSize: 'Standard_B1s', subscriptionId: 's-1', zone: '' })
      : 400;
  expect(await detect('azure')).toEqual({
    'cloud.provider': 'azure',
    'cloud.platform': 'azure.vm',
    'cloud.region': 'westeurope',
    'cloud.account.id': 's-1',
    'host.id': 'v-1',
    'host.type': 'Standard_B1s',
  });
});

test('rejects where the service refuses, and does not wait longer than it was told', async () => {
  machine('sys_vendor', 'Amazon EC2');
  answers['/latest/api/token'] = () => 403;
  await expect(detect('aws')).rejects.toThrow('HTTP 403');
  server.removeAllListeners('request').on('request', () => {});
  const hanging = CLOUDS['aws']!({ env: {}, root, linkLocal: base, ask: createAsk(50) });
  await expect(hanging).rejects.toThrow('no answer within 50 ms');
  server.closeAllConnections();
});
