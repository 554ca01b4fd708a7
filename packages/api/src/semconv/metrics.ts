/**
 * Names of metrics; what `monitor.*` records is named by the user.
 */

/** How long requests took to answer. [histogram, s; HTTP servers; OTel stable] */
export const METRIC_HTTP_SERVER_REQUEST_DURATION = 'http.server.request.duration';
/** Requests that are being answered. [up-down counter, {request}; HTTP servers; OTel development] */
export const METRIC_HTTP_SERVER_ACTIVE_REQUESTS = 'http.server.active_requests';
/** Sizes of request bodies. [histogram, By; HTTP servers; OTel development] */
export const METRIC_HTTP_SERVER_REQUEST_BODY_SIZE = 'http.server.request.body.size';
/** Sizes of answers' bodies. [histogram, By; HTTP servers; OTel development] */
export const METRIC_HTTP_SERVER_RESPONSE_BODY_SIZE = 'http.server.response.body.size';
/** How long calls took. [histogram, s; HTTP clients; OTel stable] */
export const METRIC_HTTP_CLIENT_REQUEST_DURATION = 'http.client.request.duration';
/** Calls that wait for their answer. [up-down counter, {request}; HTTP clients; OTel development] */
export const METRIC_HTTP_CLIENT_ACTIVE_REQUESTS = 'http.client.active_requests';
/** Connections that are open, by state. [up-down counter, {connection}; HTTP clients; OTel development] */
export const METRIC_HTTP_CLIENT_OPEN_CONNECTIONS = 'http.client.open_connections';
/** How long connections stayed open. [histogram, s; HTTP clients; OTel development] */
export const METRIC_HTTP_CLIENT_CONNECTION_DURATION = 'http.client.connection.duration';
/** How long database operations took. [histogram, s; database clients; OTel stable] */
export const METRIC_DB_CLIENT_OPERATION_DURATION = 'db.client.operation.duration';
/** Connections of a pool, by state. [up-down counter, {connection}; database pools; OTel development] */
export const METRIC_DB_CLIENT_CONNECTION_COUNT = 'db.client.connection.count';
/** Most connections that a pool may have. [up-down counter, {connection}; database pools; OTel development] */
export const METRIC_DB_CLIENT_CONNECTION_LIMIT = 'db.client.connection.limit';
/** Callers that wait for a connection. [up-down counter, {request}; database pools; OTel development] */
export const METRIC_DB_CLIENT_CONNECTION_PENDING_REQUESTS = 'db.client.connection.pending_requests';
/** Callers that waited in vain. [counter, {timeout}; database pools; OTel development] */
export const METRIC_DB_CLIENT_CONNECTION_TIMEOUTS = 'db.client.connection.timeouts';
/** How long callers waited for a connection. [histogram, s; database pools; OTel development] */
export const METRIC_DB_CLIENT_CONNECTION_WAIT_TIME = 'db.client.connection.wait_time';
/** How long connecting took. [histogram, s; database pools; OTel development] */
export const METRIC_DB_CLIENT_CONNECTION_CREATE_TIME = 'db.client.connection.create_time';
/** How long a connection was kept by its user. [histogram, s; database pools; OTel development] */
export const METRIC_DB_CLIENT_CONNECTION_USE_TIME = 'db.client.connection.use_time';
/** How long operations of the client took. [histogram, s; messaging clients; OTel development] */
export const METRIC_MESSAGING_CLIENT_OPERATION_DURATION = 'messaging.client.operation.duration';
/** Messages that were sent. [counter, {message}; messaging clients; OTel development] */
export const METRIC_MESSAGING_CLIENT_SENT_MESSAGES = 'messaging.client.sent.messages';
/** Messages that were delivered to the program. [counter, {message}; messaging clients; OTel development] */
export const METRIC_MESSAGING_CLIENT_CONSUMED_MESSAGES = 'messaging.client.consumed.messages';
/** How long processing a message took. [histogram, s; messaging consumers; OTel development] */
export const METRIC_MESSAGING_PROCESS_DURATION = 'messaging.process.duration';
/** How long calls took to answer. [histogram, s; RPC servers; OTel stable] */
export const METRIC_RPC_SERVER_CALL_DURATION = 'rpc.server.call.duration';
/** How long calls took. [histogram, s; RPC clients; OTel stable] */
export const METRIC_RPC_CLIENT_CALL_DURATION = 'rpc.client.call.duration';
/** How long calls of a model took. [histogram, s; GenAI clients; OTel GenAI] */
export const METRIC_GEN_AI_CLIENT_OPERATION_DURATION = 'gen_ai.client.operation.duration';
/** Tokens used by a call. [histogram, {token}; GenAI clients; OTel GenAI] */
export const METRIC_GEN_AI_CLIENT_TOKEN_USAGE = 'gen_ai.client.token.usage';
/** Least delay of the event loop since the last reading. [gauge, s; Node; OTel development] */
export const METRIC_NODEJS_EVENTLOOP_DELAY_MIN = 'nodejs.eventloop.delay.min';
/** Greatest delay of the event loop since the last reading. [gauge, s; Node; OTel development] */
export const METRIC_NODEJS_EVENTLOOP_DELAY_MAX = 'nodejs.eventloop.delay.max';
/** Mean delay of the event loop since the last reading. [gauge, s; Node; OTel development] */
export const METRIC_NODEJS_EVENTLOOP_DELAY_MEAN = 'nodejs.eventloop.delay.mean';
/** Standard deviation of the event loop's delay. [gauge, s; Node; OTel development] */
export const METRIC_NODEJS_EVENTLOOP_DELAY_STDDEV = 'nodejs.eventloop.delay.stddev';
/** Median delay of the event loop. [gauge, s; Node; OTel development] */
export const METRIC_NODEJS_EVENTLOOP_DELAY_P50 = 'nodejs.eventloop.delay.p50';
/** 90th percentile of the event loop's delay. [gauge, s; Node; OTel development] */
export const METRIC_NODEJS_EVENTLOOP_DELAY_P90 = 'nodejs.eventloop.delay.p90';
/** 99th percentile of the event loop's delay. [gauge, s; Node; OTel development] */
export const METRIC_NODEJS_EVENTLOOP_DELAY_P99 = 'nodejs.eventloop.delay.p99';
/** Time that the event loop spent, by state. [counter, s; Node; OTel development] */
export const METRIC_NODEJS_EVENTLOOP_TIME = 'nodejs.eventloop.time';
/** Share of time in which the event loop was busy, 0 to 1. [gauge, 1; Node; OTel development] */
export const METRIC_NODEJS_EVENTLOOP_UTILIZATION = 'nodejs.eventloop.utilization';
/** How long garbage collections took, by kind. [histogram, s; Node; OTel development] */
export const METRIC_V8JS_GC_DURATION = 'v8js.gc.duration';
/** Heap in use, by space. [up-down counter, By; Node; OTel development] */
export const METRIC_V8JS_MEMORY_HEAP_USED = 'v8js.memory.heap.used';
/** Heap set aside, by space: the older name of `v8js.memory.heap.space.size`. [up-down counter, By; Node; OTel development] */
export const METRIC_V8JS_MEMORY_HEAP_LIMIT = 'v8js.memory.heap.limit';
/** Heap set aside, by space. [up-down counter, By; Node; OTel development] */
export const METRIC_V8JS_MEMORY_HEAP_SPACE_SIZE = 'v8js.memory.heap.space.size';
/** Heap free, by space. [up-down counter, By; Node; OTel development] */
export const METRIC_V8JS_MEMORY_HEAP_SPACE_AVAILABLE_SIZE = 'v8js.memory.heap.space.available_size';
/** Heap that stands in memory, by space. [up-down counter, By; Node; OTel development] */
export const METRIC_V8JS_MEMORY_HEAP_SPACE_PHYSICAL_SIZE = 'v8js.memory.heap.space.physical_size';
/** What keeps the process alive, by kind. [up-down counter, {resource}; Node; OTel development] */
export const METRIC_V8JS_RESOURCE_ACTIVE = 'v8js.resource.active';
/** Processor time used, by mode. [counter, s; Node; OTel development] */
export const METRIC_PROCESS_CPU_TIME = 'process.cpu.time';
/** Share of the processors that the process may use, by mode, 0 to 1 over all modes. [gauge, 1; Node; OTel development] */
export const METRIC_PROCESS_CPU_UTILIZATION = 'process.cpu.utilization';
/** Memory that the process holds (resident set). [up-down counter, By; Node; OTel development] */
export const METRIC_PROCESS_MEMORY_USAGE = 'process.memory.usage';
/** Address space that the process holds. [up-down counter, By; Node; OTel development] */
export const METRIC_PROCESS_MEMORY_VIRTUAL = 'process.memory.virtual';
/** Threads of the process. [up-down counter, {thread}; Node; OTel development] */
export const METRIC_PROCESS_THREAD_COUNT = 'process.thread.count';
/** Files and sockets that the process has open. [up-down counter, {file_descriptor}; Node on Unix; OTel development] */
export const METRIC_PROCESS_UNIX_FILE_DESCRIPTOR_COUNT = 'process.unix.file_descriptor.count';
/** How long the process has run. [gauge, s; Node; OTel development] */
export const METRIC_PROCESS_UPTIME = 'process.uptime';
/** Page faults of the process. [counter, {fault}; Node; OTel development] */
export const METRIC_PROCESS_PAGING_FAULTS = 'process.paging.faults';
/** Context switches of the process. [counter, {context_switch}; Node; OTel development] */
export const METRIC_PROCESS_CONTEXT_SWITCHES = 'process.context_switches';
/** Bytes read from and written to disk. [counter, By; Node; OTel development] */
export const METRIC_PROCESS_DISK_IO = 'process.disk.io';
/** Bytes sent and received. [counter, By; Node; OTel development] */
export const METRIC_PROCESS_NETWORK_IO = 'process.network.io';
/** Processor time of the machine, by processor and mode. [counter, s; host; OTel development] */
export const METRIC_SYSTEM_CPU_TIME = 'system.cpu.time';
/** Share of the machine's processor time, by processor and mode, 0 to 1. [gauge, 1; host; OTel development] */
export const METRIC_SYSTEM_CPU_UTILIZATION = 'system.cpu.utilization';
/** Logical processors of the machine. [up-down counter, {cpu}; host; OTel development] */
export const METRIC_SYSTEM_CPU_LOGICAL_COUNT = 'system.cpu.logical.count';
/** How long the machine has run. [gauge, s; host; OTel development] */
export const METRIC_SYSTEM_UPTIME = 'system.uptime';
/** Memory of the machine, by state. [up-down counter, By; host; OTel development] */
export const METRIC_SYSTEM_MEMORY_USAGE = 'system.memory.usage';
/** Memory that the machine has. [up-down counter, By; host; OTel development] */
export const METRIC_SYSTEM_MEMORY_LIMIT = 'system.memory.limit';
/** Share of the machine's memory, by state, 0 to 1. [gauge, 1; host; OTel development] */
export const METRIC_SYSTEM_MEMORY_UTILIZATION = 'system.memory.utilization';
/** Bytes read from and written to disks. [counter, By; host; OTel development] */
export const METRIC_SYSTEM_DISK_IO = 'system.disk.io';
/** Reads and writes of disks. [counter, {operation}; host; OTel development] */
export const METRIC_SYSTEM_DISK_OPERATIONS = 'system.disk.operations';
/** Size of file systems. [up-down counter, By; host; OTel development] */
export const METRIC_SYSTEM_FILESYSTEM_LIMIT = 'system.filesystem.limit';
/** Use of file systems, by state. [up-down counter, By; host; OTel development] */
export const METRIC_SYSTEM_FILESYSTEM_USAGE = 'system.filesystem.usage';
/** Share of file systems in use, 0 to 1. [gauge, 1; host; OTel development] */
export const METRIC_SYSTEM_FILESYSTEM_UTILIZATION = 'system.filesystem.utilization';
/** Bytes sent and received by the machine. [counter, By; host; OTel development] */
export const METRIC_SYSTEM_NETWORK_IO = 'system.network.io';
/** Packets sent and received by the machine. [counter, {packet}; host; OTel development] */
export const METRIC_SYSTEM_NETWORK_PACKET_COUNT = 'system.network.packet.count';
/** Errors of the machine's network devices. [counter, {error}; host; OTel development] */
export const METRIC_SYSTEM_NETWORK_ERRORS = 'system.network.errors';
/** Packets that the machine dropped. [counter, {packet}; host; OTel development] */
export const METRIC_SYSTEM_NETWORK_PACKET_DROPPED = 'system.network.packet.dropped';
/** Memory that the container holds, file cache included. [up-down counter, By; host; OTel development] */
export const METRIC_CONTAINER_MEMORY_USAGE = 'container.memory.usage';
/** Memory that the container can still get before its limit. [up-down counter, By; host; OTel development] */
export const METRIC_CONTAINER_MEMORY_AVAILABLE = 'container.memory.available';
/** How long pipeline runs took. [histogram, s; CI; OTel development] */
export const METRIC_CICD_PIPELINE_RUN_DURATION = 'cicd.pipeline.run.duration';
/** Pipeline runs under way. [up-down counter, {run}; CI; OTel development] */
export const METRIC_CICD_PIPELINE_RUN_ACTIVE = 'cicd.pipeline.run.active';
/** Errors in pipeline runs. [counter, {error}; CI; OTel development] */
export const METRIC_CICD_PIPELINE_RUN_ERRORS = 'cicd.pipeline.run.errors';
/** From a commit to its deployment; the exact numbers come from the events. [histogram, s; CI; ours] */
export const METRIC_SIGHTGLASS_DELIVERY_LEAD_TIME = 'sightglass.delivery.lead_time';
/**
 * State of health checks, by `sightglass.health.check` and `sightglass.health.state`: 1 for the state that a check is in, 0
 * for the others. [up-down counter, {check}; Node; ours]
 */
export const METRIC_SIGHTGLASS_HEALTH_STATUS = 'sightglass.health.status';
/** How long health checks took, by `sightglass.health.check`. [histogram, s; Node; ours] */
export const METRIC_SIGHTGLASS_HEALTH_DURATION = 'sightglass.health.duration';
/**
 * Spans that were started, by `otel.span.parent.origin` and `otel.span.sampling_result`.
 * [counter, {span}; Node; OTel development]
 */
export const METRIC_OTEL_SDK_SPAN_STARTED = 'otel.sdk.span.started';
/** Recording spans that have not ended, by `otel.span.sampling_result`. [up-down counter, {span}; Node; OTel development] */
export const METRIC_OTEL_SDK_SPAN_LIVE = 'otel.sdk.span.live';
/** Spans that a receiver took, or with `error.type` refused. [counter, {span}; Node; OTel development] */
export const METRIC_OTEL_SDK_EXPORTER_SPAN_EXPORTED = 'otel.sdk.exporter.span.exported';
/** Log records that a receiver took, or with `error.type` refused. [counter, {log_record}; Node; OTel development] */
export const METRIC_OTEL_SDK_EXPORTER_LOG_EXPORTED = 'otel.sdk.exporter.log.exported';
/** Data points that a receiver took, or with `error.type` refused. [counter, {data_point}; Node; OTel development] */
export const METRIC_OTEL_SDK_EXPORTER_METRIC_DATA_POINT_EXPORTED = 'otel.sdk.exporter.metric_data_point.exported';
/**
 * What an SDK lost, by `sightglass.signal` and `sightglass.drop.reason`; sent with the next delivery that works.
 * [counter, {record}; every SDK of ours; ours]
 */
export const METRIC_SIGHTGLASS_SDK_DROPPED = 'sightglass.sdk.dropped';
/**
 * What went wrong inside an SDK, and was kept from the program around it, by `sightglass.capture` and `error.type`.
 * [counter, {fault}; browser; ours]
 */
export const METRIC_SIGHTGLASS_SDK_FAULTS = 'sightglass.sdk.faults';
/** Records that were taken, by `sightglass.project` and `sightglass.signal`. [counter, {record}; our server; ours] */
export const METRIC_SIGHTGLASS_INGEST_ACCEPTED = 'sightglass.ingest.accepted';
/**
 * Records that were not taken though their request was read, by `sightglass.project`, `sightglass.signal` and
 * `sightglass.refusal.reason`. [counter, {record}; our server; ours]
 */
export const METRIC_SIGHTGLASS_INGEST_REJECTED = 'sightglass.ingest.rejected';
/**
 * Requests that were refused, or of which records were, by `sightglass.project`, `sightglass.signal` and
 * `sightglass.refusal.reason`. [counter, {request}; our server; ours]
 */
export const METRIC_SIGHTGLASS_INGEST_REFUSED = 'sightglass.ingest.refused';
/**
 * Records that had been stored before and were not stored again, by `sightglass.project` and `sightglass.signal`.
 * [counter, {record}; our server; ours]
 */
export const METRIC_SIGHTGLASS_INGEST_DUPLICATES = 'sightglass.ingest.duplicates';
/**
 * Requests that were answered, by `sightglass.signal`, `network.protocol.name` and the status of the answer.
 * [counter, {request}; our server; ours]
 */
export const METRIC_SIGHTGLASS_INGEST_REQUESTS = 'sightglass.ingest.requests';
/**
 * From the first byte of a request that was taken to its answer, when its records are kept, by `sightglass.signal`.
 * [histogram, s; our server; ours]
 */
export const METRIC_SIGHTGLASS_INGEST_DURATION = 'sightglass.ingest.duration';
/** Bytes of bodies as they came, by `sightglass.signal`. [counter, By; our server; ours] */
export const METRIC_SIGHTGLASS_INGEST_WIRE = 'sightglass.ingest.wire';
/** Bytes of bodies after decompression, by `sightglass.signal`. [counter, By; our server; ours] */
export const METRIC_SIGHTGLASS_INGEST_UNPACKED = 'sightglass.ingest.unpacked';
/** Bytes that are kept and wait to be stored. [gauge, By; our server; ours] */
export const METRIC_SIGHTGLASS_SPOOL_SIZE = 'sightglass.spool.size';
/** Files whose rows wait to be stored. [gauge, {file}; our server; ours] */
export const METRIC_SIGHTGLASS_SPOOL_FILES = 'sightglass.spool.files';
/** How long inserts into the database took, by `db.collection.name`. [histogram, s; our server; ours] */
export const METRIC_SIGHTGLASS_INSERT_DURATION = 'sightglass.insert.duration';
/** Rows that were stored, by `db.collection.name`. [counter, {row}; our server; ours] */
export const METRIC_SIGHTGLASS_INSERT_ROWS = 'sightglass.insert.rows';
/** Inserts that failed, by `db.collection.name`; they are tried again. [counter, {insert}; our server; ours] */
export const METRIC_SIGHTGLASS_INSERT_FAILURES = 'sightglass.insert.failures';
/**
 * Rows that the database refused and that were put aside, by `db.collection.name`. [counter, {row}; our server; ours]
 */
export const METRIC_SIGHTGLASS_QUARANTINE_ROWS = 'sightglass.quarantine.rows';
/** Bytes that the data folder takes. [gauge, By; our server; ours] */
export const METRIC_SIGHTGLASS_DISK_USED = 'sightglass.disk.used';
/** Bytes that are free on its disk. [gauge, By; our server; ours] */
export const METRIC_SIGHTGLASS_DISK_FREE = 'sightglass.disk.free';
