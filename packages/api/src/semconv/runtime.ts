/**
 * The machinery itself: runtime, operating system, code, threads, and what OpenTelemetry says about itself.
 */

/** State of the event loop: `active` or `idle`. [string; metric `nodejs.eventloop.time`; OTel development] */
export const ATTR_NODEJS_EVENTLOOP_STATE = 'nodejs.eventloop.state';
/**
 * Kind of garbage collection: `major`, `minor`, `incremental` or `weakcb`. [string; metric `v8js.gc.duration`; OTel
 * development]
 */
export const ATTR_V8JS_GC_TYPE = 'v8js.gc.type';
/** Heap space, such as `new_space` or `old_space`. [string; `v8js.memory.*` metrics; OTel development] */
export const ATTR_V8JS_HEAP_SPACE_NAME = 'v8js.heap.space.name';
/**
 * Kind of resource that keeps the process alive, such as `Timeout`. [string; metric `v8js.resource.active`; OTel
 * development]
 */
export const ATTR_V8JS_RESOURCE_TYPE = 'v8js.resource.type';
/** What the processor was doing: `user`, `system`, `idle` and others. [string; processor metrics; OTel development] */
export const ATTR_CPU_MODE = 'cpu.mode';
/** Number of the logical processor, from 0. [int; processor metrics; OTel development] */
export const ATTR_CPU_LOGICAL_NUMBER = 'cpu.logical_number';
/** Direction of disk traffic: `read` or `write`. [string; disk metrics; OTel development] */
export const ATTR_DISK_IO_DIRECTION = 'disk.io.direction';
/** Device that is measured, such as `sda`. [string; disk and file system metrics; OTel development] */
export const ATTR_SYSTEM_DEVICE_NAME = 'system.device.name';
/** Kind of page fault: `major`, which had to wait for the disk, or `minor`. [string; paging metrics; OTel development] */
export const ATTR_SYSTEM_PAGING_FAULT_TYPE = 'system.paging.fault.type';
/**
 * Kind of context switch: `voluntary`, to wait for something, or `involuntary`. [string; metric
 * `process.context_switches`; OTel development]
 */
export const ATTR_PROCESS_CONTEXT_SWITCH_TYPE = 'process.context_switch.type';
/** Use of memory: `used`, `free`, `buffers`, `cached`. [string; metric `system.memory.usage`; OTel development] */
export const ATTR_SYSTEM_MEMORY_STATE = 'system.memory.state';
/** Where the file system is mounted. [string; file system metrics; OTel development] */
export const ATTR_SYSTEM_FILESYSTEM_MOUNTPOINT = 'system.filesystem.mountpoint';
/**
 * Use of the file system: `used`, `free` or `reserved`. [string; metric `system.filesystem.usage`; OTel development]
 */
export const ATTR_SYSTEM_FILESYSTEM_STATE = 'system.filesystem.state';
/** Id of the thread, for Node the worker's `threadId`. [int; where known; OTel development] */
export const ATTR_THREAD_ID = 'thread.id';
/** Name of the thread. [string; where known; OTel development] */
export const ATTR_THREAD_NAME = 'thread.name';
/** Function with its namespace, such as `Cart.add`. [string; spans and logs, where known; OTel stable] */
export const ATTR_CODE_FUNCTION_NAME = 'code.function.name';
/** File that holds the code. [string; spans and logs, where known; OTel stable] */
export const ATTR_CODE_FILE_PATH = 'code.file.path';
/** Line in that file, from 1. [int; spans and logs, where known; OTel stable] */
export const ATTR_CODE_LINE_NUMBER = 'code.line.number';
/** Column in that line. [int; spans and logs, where known; OTel stable] */
export const ATTR_CODE_COLUMN_NUMBER = 'code.column.number';
/** Stack trace of the place, in the runtime's own form. [string; spans and logs, where asked for; OTel stable] */
export const ATTR_CODE_STACKTRACE = 'code.stacktrace';
/** Name of the service that is called, where it is known. [string; client spans; OTel development] */
export const ATTR_SERVER_SERVICE_NAME = 'server.service.name';
/** Namespace of the service that is called, where it is known. [string; client spans; OTel development] */
export const ATTR_SERVER_SERVICE_NAMESPACE = 'server.service.namespace';
/** Name of the service that calls, where it is known. [string; server spans; OTel development] */
export const ATTR_CLIENT_SERVICE_NAME = 'client.service.name';
/** Namespace of the service that calls, where it is known. [string; server spans; OTel development] */
export const ATTR_CLIENT_SERVICE_NAMESPACE = 'client.service.namespace';
/** Status of a span where the format has no field for it: `OK` or `ERROR`. [string; other formats; OTel stable] */
export const ATTR_OTEL_STATUS_CODE = 'otel.status_code';
/** Text of that status. [string; other formats; OTel stable] */
export const ATTR_OTEL_STATUS_DESCRIPTION = 'otel.status_description';
/** Name of the instrumentation scope where the format has no field for it. [string; other formats; OTel stable] */
export const ATTR_OTEL_SCOPE_NAME = 'otel.scope.name';
/** Version of that scope. [string; other formats; OTel stable] */
export const ATTR_OTEL_SCOPE_VERSION = 'otel.scope.version';
/** Name of an event where the format has no field for it. [string; other formats; OTel stable] */
export const ATTR_OTEL_EVENT_NAME = 'otel.event.name';
/**
 * On the series that holds all those for which there was no room of their own; of OpenTelemetry's specification of SDKs, not of its conventions.
 * [boolean; metrics; ours]
 */
export const ATTR_OTEL_METRIC_OVERFLOW = 'otel.metric.overflow';
/** Name of a part of the SDK, unique in the process. [string; SDK metrics; OTel development] */
export const ATTR_OTEL_COMPONENT_NAME = 'otel.component.name';
/** Kind of that part, such as `batching_span_processor`. [string; SDK metrics; OTel development] */
export const ATTR_OTEL_COMPONENT_TYPE = 'otel.component.type';
/** Where a span's parent is: `none`, `local` or `remote`. [string; metric `otel.sdk.span.started`; OTel development] */
export const ATTR_OTEL_SPAN_PARENT_ORIGIN = 'otel.span.parent.origin';
/**
 * What the sampler said: `DROP`, `RECORD_ONLY` or `RECORD_AND_SAMPLE`. [string; metrics `otel.sdk.span.*`; OTel
 * development]
 */
export const ATTR_OTEL_SPAN_SAMPLING_RESULT = 'otel.span.sampling_result';
/**
 * Identity of a log record: a UUID v7 fixed when it happens, so that the server stores it once. [string; every event
 * of ours; OTel development]
 */
export const ATTR_LOG_RECORD_UID = 'log.record.uid';
/** The record as it was printed, cut. [string; lines too long to be taken apart; OTel development] */
export const ATTR_LOG_RECORD_ORIGINAL = 'log.record.original';
/** File that the record was read from. [string; where known; OTel development] */
export const ATTR_LOG_FILE_NAME = 'log.file.name';
/** Path of that file. [string; where known; OTel development] */
export const ATTR_LOG_FILE_PATH = 'log.file.path';
/** Stream that the record was written to: `stdout` or `stderr`. [string; where known; OTel development] */
export const ATTR_LOG_IOSTREAM = 'log.iostream';
/** Name of the health check. [string; event `health.changed`; ours] */
export const ATTR_SIGHTGLASS_HEALTH_CHECK = 'sightglass.health.check';
/** State it is in now: `up`, `degraded` or `down`. [string; event `health.changed`; ours] */
export const ATTR_SIGHTGLASS_HEALTH_STATE = 'sightglass.health.state';
/** Id of a profile, which its file's name holds too. [string; event `profile.taken`, spans that were profiled; ours] */
export const ATTR_SIGHTGLASS_PROFILE_ID = 'sightglass.profile.id';
/** What was profiled: `cpu` or `heap`. [string; event `profile.taken`; ours] */
export const ATTR_SIGHTGLASS_PROFILE_KIND = 'sightglass.profile.kind';
/** File that holds the profile in pprof's format, on the machine of the process. [string; event `profile.taken`; ours] */
export const ATTR_SIGHTGLASS_PROFILE_FILE = 'sightglass.profile.file';
/**
 * Which signal is meant: `traces`, `metrics`, `logs` or `replay`. [string; metrics of SDKs and
 * server; ours]
 */
export const ATTR_SIGHTGLASS_SIGNAL = 'sightglass.signal';
/**
 * Why: `queue_full`, `expired`, `rejected`, `unsendable`, `rate_limited`, `before_send`, `storage_denied` or `budget`.
 * [string; metric `sightglass.sdk.dropped`; ours]
 */
export const ATTR_SIGHTGLASS_DROP_REASON = 'sightglass.drop.reason';
/** Part of an SDK that looks at one source: `errors`, `navigation` and others. [string; metric `sightglass.sdk.faults`; ours] */
export const ATTR_SIGHTGLASS_CAPTURE = 'sightglass.capture';
/** Why a receiver did not take something, in a few words. [string; metrics of our server; ours] */
export const ATTR_SIGHTGLASS_REFUSAL_REASON = 'sightglass.refusal.reason';
