/**
 * What a process, page or job is: attributes of the resource that sent the record.
 */

/** Logical name of the service, the same for all its instances. [string; every resource; OTel stable] */
export const ATTR_SERVICE_NAME = 'service.name';
/**
 * Release of the service, such as `1.8.2` or a commit; what Sightglass calls the release. [string; every resource;
 * OTel stable]
 */
export const ATTR_SERVICE_VERSION = 'service.version';
/** Team or product that the service belongs to. [string; where given; OTel stable] */
export const ATTR_SERVICE_NAMESPACE = 'service.namespace';
/**
 * Identity of this one instance, unique within name and namespace; a UUID unless the platform gives one. [string;
 * every resource; OTel stable]
 */
export const ATTR_SERVICE_INSTANCE_ID = 'service.instance.id';
/** How much the service matters: `critical`, `high`, `medium` or `low`. [string; where given; OTel development] */
export const ATTR_SERVICE_CRITICALITY = 'service.criticality';
/** Where it runs, such as `production`, `staging`, `test` or `development`. [string; every resource; OTel stable] */
export const ATTR_DEPLOYMENT_ENVIRONMENT_NAME = 'deployment.environment.name';
/** Name of the SDK that made the record, such as `opentelemetry`. [string; every resource; OTel stable] */
export const ATTR_TELEMETRY_SDK_NAME = 'telemetry.sdk.name';
/** Language of the SDK: `nodejs` or `webjs` for ours. [string; every resource; OTel stable] */
export const ATTR_TELEMETRY_SDK_LANGUAGE = 'telemetry.sdk.language';
/** Version of the SDK. [string; every resource; OTel stable] */
export const ATTR_TELEMETRY_SDK_VERSION = 'telemetry.sdk.version';
/** Name of the distribution of the SDK: `sightglass` for ours. [string; every resource; OTel stable] */
export const ATTR_TELEMETRY_DISTRO_NAME = 'telemetry.distro.name';
/** Version of the distribution, that of the package that started it. [string; every resource; OTel stable] */
export const ATTR_TELEMETRY_DISTRO_VERSION = 'telemetry.distro.version';
/** Process id. [int; Node; OTel development] */
export const ATTR_PROCESS_PID = 'process.pid';
/** Id of the parent process. [int; Node; OTel development] */
export const ATTR_PROCESS_PARENT_PID = 'process.parent_pid';
/** Title of the process, as `ps` shows it. [string; Node; OTel development] */
export const ATTR_PROCESS_TITLE = 'process.title';
/** The command that started the process, without its arguments. [string; Node; OTel development] */
export const ATTR_PROCESS_COMMAND = 'process.command';
/**
 * Arguments with the command as the first; may hold secrets, so only where asked for. [strings; Node, where asked for;
 * OTel development]
 */
export const ATTR_PROCESS_COMMAND_ARGS = 'process.command_args';
/**
 * Command and arguments in one string; may hold secrets, so only where asked for. [string; Node, where asked for; OTel
 * development]
 */
export const ATTR_PROCESS_COMMAND_LINE = 'process.command_line';
/** File name of the executable. [string; Node; OTel development] */
export const ATTR_PROCESS_EXECUTABLE_NAME = 'process.executable.name';
/** Full path of the executable. [string; Node; OTel development] */
export const ATTR_PROCESS_EXECUTABLE_PATH = 'process.executable.path';
/** User name that the process runs as. [string; Node, where asked for; OTel development] */
export const ATTR_PROCESS_OWNER = 'process.owner';
/** When the process began, ISO 8601. [string; Node; OTel development] */
export const ATTR_PROCESS_CREATION_TIME = 'process.creation.time';
/** Name of the runtime, `nodejs`. [string; Node; OTel development] */
export const ATTR_PROCESS_RUNTIME_NAME = 'process.runtime.name';
/** Version of the runtime without a leading `v`. [string; Node; OTel development] */
export const ATTR_PROCESS_RUNTIME_VERSION = 'process.runtime.version';
/** Text about the runtime, such as its vendor. [string; Node; OTel development] */
export const ATTR_PROCESS_RUNTIME_DESCRIPTION = 'process.runtime.description';
/** Working directory of the process. [string; Node, where asked for; OTel development] */
export const ATTR_PROCESS_WORKING_DIRECTORY = 'process.working_directory';
/** Name of the machine. [string; Node; OTel development] */
export const ATTR_HOST_NAME = 'host.name';
/** Stable identity of the machine, such as its machine-id. [string; Node, where found; OTel development] */
export const ATTR_HOST_ID = 'host.id';
/** Processor architecture: `amd64`, `arm64`, `x86` and others. [string; Node; OTel development] */
export const ATTR_HOST_ARCH = 'host.arch';
/** Type of the machine, as the cloud calls it. [string; where detected; OTel development] */
export const ATTR_HOST_TYPE = 'host.type';
/** Id of the image that the machine was made from. [string; where detected; OTel development] */
export const ATTR_HOST_IMAGE_ID = 'host.image.id';
/** Addresses of the machine without loopback. [strings; Node, where asked for; OTel development] */
export const ATTR_HOST_IP = 'host.ip';
/** Name of the processor model. [string; Node, where asked for; OTel development] */
export const ATTR_HOST_CPU_MODEL_NAME = 'host.cpu.model.name';
/** Kind of operating system: `linux`, `darwin`, `windows` and others. [string; Node; OTel development] */
export const ATTR_OS_TYPE = 'os.type';
/** Name of the operating system for people. [string; where known; OTel development] */
export const ATTR_OS_NAME = 'os.name';
/** Version of the operating system. [string; Node; OTel development] */
export const ATTR_OS_VERSION = 'os.version';
/** Text about the operating system, such as `Debian 12`. [string; where known; OTel development] */
export const ATTR_OS_DESCRIPTION = 'os.description';
/** Build of the operating system. [string; where known; OTel development] */
export const ATTR_OS_BUILD_ID = 'os.build_id';
/** Identity of the device; never taken from hardware. [string; where given; OTel development] */
export const ATTR_DEVICE_ID = 'device.id';
/** Model of the device for machines, such as `iPhone14,2`. [string; browser, where known; OTel development] */
export const ATTR_DEVICE_MODEL_IDENTIFIER = 'device.model.identifier';
/** Model of the device for people. [string; browser, where known; OTel development] */
export const ATTR_DEVICE_MODEL_NAME = 'device.model.name';
/** Maker of the device. [string; browser, where known; OTel development] */
export const ATTR_DEVICE_MANUFACTURER = 'device.manufacturer';
/** Id of the container, its first characters or all of it. [string; where detected; OTel stable] */
export const ATTR_CONTAINER_ID = 'container.id';
/** Name of the container. [string; where detected; OTel development] */
export const ATTR_CONTAINER_NAME = 'container.name';
/** Name of the image that the container was made from. [string; where detected; OTel stable] */
export const ATTR_CONTAINER_IMAGE_NAME = 'container.image.name';
/** Id of that image in the runtime. [string; where detected; OTel development] */
export const ATTR_CONTAINER_IMAGE_ID = 'container.image.id';
/** Tags of that image. [strings; where detected; OTel stable] */
export const ATTR_CONTAINER_IMAGE_TAGS = 'container.image.tags';
/** Digests of that image in its registry. [strings; where detected; OTel stable] */
export const ATTR_CONTAINER_IMAGE_REPO_DIGESTS = 'container.image.repo_digests';
/** Name of the container runtime, such as `containerd`. [string; where detected; OTel development] */
export const ATTR_CONTAINER_RUNTIME_NAME = 'container.runtime.name';
/** Name of the cloud: `aws`, `azure`, `gcp` and others. [string; where detected; OTel development] */
export const ATTR_CLOUD_PROVIDER = 'cloud.provider';
/** Which of its platforms, such as `aws_lambda`. [string; where detected; OTel development] */
export const ATTR_CLOUD_PLATFORM = 'cloud.platform';
/** Region in the cloud. [string; where detected; OTel development] */
export const ATTR_CLOUD_REGION = 'cloud.region';
/** Zone within the region. [string; where detected; OTel development] */
export const ATTR_CLOUD_AVAILABILITY_ZONE = 'cloud.availability_zone';
/** Account in the cloud. [string; where detected; OTel development] */
export const ATTR_CLOUD_ACCOUNT_ID = 'cloud.account.id';
/** The cloud's own identity of the resource, such as an ARN. [string; where detected; OTel development] */
export const ATTR_CLOUD_RESOURCE_ID = 'cloud.resource_id';
/** Name of the function, as the platform shows it. [string; where detected; OTel development] */
export const ATTR_FAAS_NAME = 'faas.name';
/** Version of the function that runs. [string; where detected; OTel development] */
export const ATTR_FAAS_VERSION = 'faas.version';
/** Environment of the function, reused between calls. [string; where detected; OTel development] */
export const ATTR_FAAS_INSTANCE = 'faas.instance';
/** Id of one call of the function. [string; spans of functions; OTel development] */
export const ATTR_FAAS_INVOCATION_ID = 'faas.invocation.id';
/**
 * What called the function: `http`, `pubsub`, `datasource`, `timer`, `other`. [string; spans of functions; OTel
 * development]
 */
export const ATTR_FAAS_TRIGGER = 'faas.trigger';
/** Whether this call was the first of its environment. [boolean; spans of functions; OTel development] */
export const ATTR_FAAS_COLDSTART = 'faas.coldstart';
/** Name of the web engine, such as an application server. [string; where given; OTel development] */
export const ATTR_WEBENGINE_NAME = 'webengine.name';
/** Version of the web engine. [string; where given; OTel development] */
export const ATTR_WEBENGINE_VERSION = 'webengine.version';
/**
 * Project that the record belongs to, `[a-z0-9-]{1,40}`; stamped by the receiver from the key, whatever a client
 * claims. [string; every resource in the store; ours]
 */
export const ATTR_SIGHTGLASS_PROJECT = 'sightglass.project';
