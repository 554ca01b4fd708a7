/**
 * Calls of databases, queues, remote procedures and models.
 */

/**
 * Database product: `postgresql`, `mysql`, `sqlite`, `redis`, `mongodb` and others. [string; database spans and
 * metrics; OTel stable]
 */
export const ATTR_DB_SYSTEM_NAME = 'db.system.name';
/**
 * Database, with its schema where there is one: `shop`, or `shop|public` for PostgreSQL. [string; database spans and
 * metrics; OTel stable]
 */
export const ATTR_DB_NAMESPACE = 'db.namespace';
/** Table, collection or container that is worked on. [string; database spans and metrics; OTel stable] */
export const ATTR_DB_COLLECTION_NAME = 'db.collection.name';
/** Operation, such as `SELECT` or `findAndModify`. [string; database spans and metrics; OTel stable] */
export const ATTR_DB_OPERATION_NAME = 'db.operation.name';
/** Number of operations in a batch, from 2. [int; database spans; OTel stable] */
export const ATTR_DB_OPERATION_BATCH_SIZE = 'db.operation.batch.size';
/**
 * Text of the query, its literals replaced by `?` unless it has parameters of its own. [string; database spans; OTel
 * stable]
 */
export const ATTR_DB_QUERY_TEXT = 'db.query.text';
/**
 * Query in a few words of low cardinality, such as `SELECT wallets`. [string; database spans and metrics; OTel stable]
 */
export const ATTR_DB_QUERY_SUMMARY = 'db.query.summary';
/** Name of the stored procedure that is called. [string; database spans and metrics; OTel stable] */
export const ATTR_DB_STORED_PROCEDURE_NAME = 'db.stored_procedure.name';
/**
 * Status or error code that the database answered, such as `08P01`. [string; database spans and metrics; OTel stable]
 */
export const ATTR_DB_RESPONSE_STATUS_CODE = 'db.response.status_code';
/** Number of rows that came back. [int; database spans; OTel development] */
export const ATTR_DB_RESPONSE_RETURNED_ROWS = 'db.response.returned_rows';
/** Name of the connection pool, unique in the process. [string; pool metrics; OTel development] */
export const ATTR_DB_CLIENT_CONNECTION_POOL_NAME = 'db.client.connection.pool.name';
/** State of a pooled connection: `idle` or `used`. [string; pool metrics; OTel development] */
export const ATTR_DB_CLIENT_CONNECTION_STATE = 'db.client.connection.state';
/**
 * Message system: `kafka`, `rabbitmq`, `aws_sqs` and others. [string; messaging spans and metrics; OTel development]
 */
export const ATTR_MESSAGING_SYSTEM_NAME = 'messaging.system.name';
/**
 * Operation as the system calls it, such as `send`, `ack` or `nack`. [string; messaging spans and metrics; OTel
 * development]
 */
export const ATTR_MESSAGING_OPERATION_NAME = 'messaging.operation.name';
/**
 * Kind of operation: `create`, `send`, `receive`, `process` or `settle`. [string; messaging spans and metrics; OTel
 * development]
 */
export const ATTR_MESSAGING_OPERATION_TYPE = 'messaging.operation.type';
/** Queue or topic. [string; messaging spans and metrics; OTel development] */
export const ATTR_MESSAGING_DESTINATION_NAME = 'messaging.destination.name';
/**
 * Template of a destination with changing parts; of low cardinality. [string; messaging spans and metrics; OTel
 * development]
 */
export const ATTR_MESSAGING_DESTINATION_TEMPLATE = 'messaging.destination.template';
/** Whether the destination may vanish when nobody uses it. [boolean; messaging spans; OTel development] */
export const ATTR_MESSAGING_DESTINATION_TEMPORARY = 'messaging.destination.temporary';
/** Whether the destination has no name or a generated one. [boolean; messaging spans; OTel development] */
export const ATTR_MESSAGING_DESTINATION_ANONYMOUS = 'messaging.destination.anonymous';
/** Partition within the destination. [string; messaging spans and metrics; OTel development] */
export const ATTR_MESSAGING_DESTINATION_PARTITION_ID = 'messaging.destination.partition.id';
/** Routing key of the message. [string; spans of RabbitMQ; OTel development] */
export const ATTR_MESSAGING_RABBITMQ_DESTINATION_ROUTING_KEY = 'messaging.rabbitmq.destination.routing_key';
/** Offset of the message in its partition. [int; spans of Kafka; OTel development] */
export const ATTR_MESSAGING_KAFKA_OFFSET = 'messaging.kafka.offset';
/** Whether the message says that what was kept under its key is gone. [boolean; spans of Kafka; OTel development] */
export const ATTR_MESSAGING_KAFKA_MESSAGE_TOMBSTONE = 'messaging.kafka.message.tombstone';
/** Subscription that the message came through. [string; messaging spans and metrics; OTel development] */
export const ATTR_MESSAGING_DESTINATION_SUBSCRIPTION_NAME = 'messaging.destination.subscription.name';
/** Consumer group that reads. [string; messaging spans and metrics; OTel development] */
export const ATTR_MESSAGING_CONSUMER_GROUP_NAME = 'messaging.consumer.group.name';
/** Identity of the client at the message system. [string; messaging spans; OTel development] */
export const ATTR_MESSAGING_CLIENT_ID = 'messaging.client.id';
/** Number of messages in the batch, from 0. [int; messaging spans; OTel development] */
export const ATTR_MESSAGING_BATCH_MESSAGE_COUNT = 'messaging.batch.message_count';
/** Identity that the message system gave the message. [string; messaging spans; OTel development] */
export const ATTR_MESSAGING_MESSAGE_ID = 'messaging.message.id';
/** Conversation that the message belongs to, also called correlation id. [string; messaging spans; OTel development] */
export const ATTR_MESSAGING_MESSAGE_CONVERSATION_ID = 'messaging.message.conversation_id';
/** Size of the message body. [int, By; messaging spans; OTel development] */
export const ATTR_MESSAGING_MESSAGE_BODY_SIZE = 'messaging.message.body.size';
/** Size of the body with its metadata. [int, By; messaging spans; OTel development] */
export const ATTR_MESSAGING_MESSAGE_ENVELOPE_SIZE = 'messaging.message.envelope.size';
/** Remote procedure system: `grpc`, `connectrpc`, `jsonrpc` and others. [string; RPC spans and metrics; OTel stable] */
export const ATTR_RPC_SYSTEM_NAME = 'rpc.system.name';
/** Full name of the procedure, such as `shop.Catalogue/GetProduct`. [string; RPC spans and metrics; OTel stable] */
export const ATTR_RPC_METHOD = 'rpc.method';
/** Procedure as it was sent, where `rpc.method` is `_OTHER`. [string; RPC spans; OTel stable] */
export const ATTR_RPC_METHOD_ORIGINAL = 'rpc.method_original';
/**
 * Status that the call ended with, such as `OK` or `DEADLINE_EXCEEDED`. [string; RPC spans and metrics; OTel stable]
 */
export const ATTR_RPC_STATUS_CODE = 'rpc.status_code';
/** Identity that AWS gave the request. [string; spans of calls of AWS; OTel development] */
export const ATTR_AWS_REQUEST_ID = 'aws.request_id';
/** A second identity of the request, of services that give two. [string; spans of calls of AWS; OTel development] */
export const ATTR_AWS_EXTENDED_REQUEST_ID = 'aws.extended_request_id';
/** Bucket that is worked on. [string; spans of calls of S3; OTel development] */
export const ATTR_AWS_S3_BUCKET = 'aws.s3.bucket';
/** Address of the queue. [string; spans of calls of SQS; OTel development] */
export const ATTR_AWS_SQS_QUEUE_URL = 'aws.sqs.queue.url';
/** Name of the operation, as the document gives it. [string; GraphQL spans; OTel development] */
export const ATTR_GRAPHQL_OPERATION_NAME = 'graphql.operation.name';
/** `query`, `mutation` or `subscription`. [string; GraphQL spans; OTel development] */
export const ATTR_GRAPHQL_OPERATION_TYPE = 'graphql.operation.type';
/**
 * What the model is asked for: `chat`, `embeddings`, `execute_tool` and others. [string; GenAI spans and metrics; OTel
 * GenAI]
 */
export const ATTR_GEN_AI_OPERATION_NAME = 'gen_ai.operation.name';
/** Who runs the model, such as `openai` or `anthropic`. [string; GenAI spans and metrics; OTel GenAI] */
export const ATTR_GEN_AI_PROVIDER_NAME = 'gen_ai.provider.name';
/** Model that was asked for. [string; GenAI spans and metrics; OTel GenAI] */
export const ATTR_GEN_AI_REQUEST_MODEL = 'gen_ai.request.model';
/** Model that answered. [string; GenAI spans and metrics; OTel GenAI] */
export const ATTR_GEN_AI_RESPONSE_MODEL = 'gen_ai.response.model';
/** Identity of the answer. [string; GenAI spans; OTel GenAI] */
export const ATTR_GEN_AI_RESPONSE_ID = 'gen_ai.response.id';
/** Why the model stopped, one per choice. [strings; GenAI spans; OTel GenAI] */
export const ATTR_GEN_AI_RESPONSE_FINISH_REASONS = 'gen_ai.response.finish_reasons';
/** Most tokens that the answer may have. [int, {token}; GenAI spans; OTel GenAI] */
export const ATTR_GEN_AI_REQUEST_MAX_TOKENS = 'gen_ai.request.max_tokens';
/** Temperature of the request. [double; GenAI spans; OTel GenAI] */
export const ATTR_GEN_AI_REQUEST_TEMPERATURE = 'gen_ai.request.temperature';
/** Share of the likeliest tokens that are chosen from, 0 to 1. [double; GenAI spans; OTel GenAI] */
export const ATTR_GEN_AI_REQUEST_TOP_P = 'gen_ai.request.top_p';
/** Penalty on tokens that came often. [double; GenAI spans; OTel GenAI] */
export const ATTR_GEN_AI_REQUEST_FREQUENCY_PENALTY = 'gen_ai.request.frequency_penalty';
/** Penalty on tokens that came at all. [double; GenAI spans; OTel GenAI] */
export const ATTR_GEN_AI_REQUEST_PRESENCE_PENALTY = 'gen_ai.request.presence_penalty';
/** Texts at which the answer ends. [strings; GenAI spans; OTel GenAI] */
export const ATTR_GEN_AI_REQUEST_STOP_SEQUENCES = 'gen_ai.request.stop_sequences';
/** Number of answers that are asked for, from 2. [int; GenAI spans; OTel GenAI] */
export const ATTR_GEN_AI_REQUEST_CHOICE_COUNT = 'gen_ai.request.choice.count';
/** Forms in which embeddings may come. [strings; GenAI spans; OTel GenAI] */
export const ATTR_GEN_AI_REQUEST_ENCODING_FORMATS = 'gen_ai.request.encoding_formats';
/** What was said to the model, as JSON; only where it is asked for. [string; GenAI spans; OTel GenAI] */
export const ATTR_GEN_AI_INPUT_MESSAGES = 'gen_ai.input.messages';
/** What the model answered, as JSON; only where it is asked for. [string; GenAI spans; OTel GenAI] */
export const ATTR_GEN_AI_OUTPUT_MESSAGES = 'gen_ai.output.messages';
/** Tokens that went in. [int, {token}; GenAI spans; OTel GenAI] */
export const ATTR_GEN_AI_USAGE_INPUT_TOKENS = 'gen_ai.usage.input_tokens';
/** Tokens that came out. [int, {token}; GenAI spans; OTel GenAI] */
export const ATTR_GEN_AI_USAGE_OUTPUT_TOKENS = 'gen_ai.usage.output_tokens';
/** Which tokens are counted: `input` or `output`. [string; GenAI metrics; OTel GenAI] */
export const ATTR_GEN_AI_TOKEN_TYPE = 'gen_ai.token.type';
/** Conversation that the call belongs to. [string; GenAI spans; OTel GenAI] */
export const ATTR_GEN_AI_CONVERSATION_ID = 'gen_ai.conversation.id';
/** Name of the agent that acts. [string; GenAI spans; OTel GenAI] */
export const ATTR_GEN_AI_AGENT_NAME = 'gen_ai.agent.name';
/** Identity of a call of a tool. [string; GenAI spans; OTel GenAI] */
export const ATTR_GEN_AI_TOOL_CALL_ID = 'gen_ai.tool.call.id';
/** Name of the tool that is called. [string; GenAI spans; OTel GenAI] */
export const ATTR_GEN_AI_TOOL_NAME = 'gen_ai.tool.name';
