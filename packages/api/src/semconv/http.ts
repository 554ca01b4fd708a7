/**
 * Requests: HTTP, URLs, the two ends and the network between them.
 */

/** Method in capitals; `_OTHER` for one that is not known. [string; HTTP spans and metrics; OTel stable] */
export const ATTR_HTTP_REQUEST_METHOD = 'http.request.method';
/** Method as it was sent, where it differs from `http.request.method`. [string; HTTP spans; OTel stable] */
export const ATTR_HTTP_REQUEST_METHOD_ORIGINAL = 'http.request.method_original';
/** How often this request was sent before, for retries and redirects. [int; HTTP client spans; OTel stable] */
export const ATTR_HTTP_REQUEST_RESEND_COUNT = 'http.request.resend_count';
/** Size of the body as sent, after compression. [int, By; HTTP spans, where known; OTel development] */
export const ATTR_HTTP_REQUEST_BODY_SIZE = 'http.request.body.size';
/** Size of the whole request on the wire. [int, By; HTTP spans, where known; OTel development] */
export const ATTR_HTTP_REQUEST_SIZE = 'http.request.size';
/**
 * Values of a request header, key in lower case; only headers that were asked for. [strings; HTTP spans, where asked
 * for; OTel stable]
 */
export const ATTR_HTTP_REQUEST_HEADER = (key: string): string => `http.request.header.${key}`;
/** Status code of the answer. [int; HTTP spans and metrics; OTel stable] */
export const ATTR_HTTP_RESPONSE_STATUS_CODE = 'http.response.status_code';
/** Size of the body as sent, after compression. [int, By; HTTP spans, where known; OTel development] */
export const ATTR_HTTP_RESPONSE_BODY_SIZE = 'http.response.body.size';
/** Size of the whole answer on the wire. [int, By; HTTP spans, where known; OTel development] */
export const ATTR_HTTP_RESPONSE_SIZE = 'http.response.size';
/**
 * Values of a response header, key in lower case; only headers that were asked for. [strings; HTTP spans, where asked
 * for; OTel stable]
 */
export const ATTR_HTTP_RESPONSE_HEADER = (key: string): string => `http.response.header.${key}`;
/**
 * Route template that matched, such as `/users/:id`; of low cardinality. [string; HTTP server spans and metrics; OTel
 * stable]
 */
export const ATTR_HTTP_ROUTE = 'http.route';
/** State of a pooled connection: `active` or `idle`. [string; HTTP client metrics; OTel development] */
export const ATTR_HTTP_CONNECTION_STATE = 'http.connection.state';
/**
 * Whole address, without credentials and with the values of its query redacted. [string; HTTP client spans, browser
 * records; OTel stable]
 */
export const ATTR_URL_FULL = 'url.full';
/** Scheme before the colon, such as `https`. [string; HTTP server spans; OTel stable] */
export const ATTR_URL_SCHEME = 'url.scheme';
/** Path part of the address. [string; HTTP server spans, browser records; OTel stable] */
export const ATTR_URL_PATH = 'url.path';
/** Query part without `?`, its values redacted. [string; HTTP server spans; OTel stable] */
export const ATTR_URL_QUERY = 'url.query';
/** Fragment part without `#`. [string; browser, where asked for; OTel stable] */
export const ATTR_URL_FRAGMENT = 'url.fragment';
/**
 * Template that the address was made from, such as `/users/{id}`; of low cardinality. [string; HTTP client spans; OTel
 * development]
 */
export const ATTR_URL_TEMPLATE = 'url.template';
/** Host part of the address. [string; where asked for; OTel development] */
export const ATTR_URL_DOMAIN = 'url.domain';
/** Name or address of the server that is called. [string; client and server spans; OTel stable] */
export const ATTR_SERVER_ADDRESS = 'server.address';
/** Port of that server, 0 to 65535. [int; client and server spans; OTel stable] */
export const ATTR_SERVER_PORT = 'server.port';
/** Address of the client as far as proxies tell it. [string; HTTP server spans; OTel stable] */
export const ATTR_CLIENT_ADDRESS = 'client.address';
/** Port of the client, 0 to 65535. [int; HTTP server spans; OTel stable] */
export const ATTR_CLIENT_PORT = 'client.port';
/** Transport below: `tcp`, `udp`, `pipe`, `unix` or `quic`. [string; network spans; OTel stable] */
export const ATTR_NETWORK_TRANSPORT = 'network.transport';
/** Name that was asked for. [string; DNS spans, where asked for; OTel development] */
export const ATTR_DNS_QUESTION_NAME = 'dns.question.name';
/** Kind of network: `ipv4` or `ipv6`. [string; network spans; OTel stable] */
export const ATTR_NETWORK_TYPE = 'network.type';
/** Protocol above the transport, in lower case; left out for `http`. [string; network spans; OTel stable] */
export const ATTR_NETWORK_PROTOCOL_NAME = 'network.protocol.name';
/** Version of that protocol as agreed, such as `1.1` or `2`. [string; network spans and metrics; OTel stable] */
export const ATTR_NETWORK_PROTOCOL_VERSION = 'network.protocol.version';
/** Address of the other end of the connection. [string; network spans; OTel stable] */
export const ATTR_NETWORK_PEER_ADDRESS = 'network.peer.address';
/** Port of the other end, 0 to 65535. [int; network spans; OTel stable] */
export const ATTR_NETWORK_PEER_PORT = 'network.peer.port';
/** Address of this end of the connection. [string; network spans; OTel stable] */
export const ATTR_NETWORK_LOCAL_ADDRESS = 'network.local.address';
/** Port of this end, 0 to 65535. [int; network spans; OTel stable] */
export const ATTR_NETWORK_LOCAL_PORT = 'network.local.port';
/**
 * Connection of the device: `wifi`, `wired`, `cell`, `unavailable` or `unknown`. [string; browser; OTel development]
 */
export const ATTR_NETWORK_CONNECTION_TYPE = 'network.connection.type';
/** Generation of a cell connection, such as `lte` or `nr`. [string; browser; OTel development] */
export const ATTR_NETWORK_CONNECTION_SUBTYPE = 'network.connection.subtype';
/** Interface that the traffic passes, such as `eth0`. [string; network metrics; OTel development] */
export const ATTR_NETWORK_INTERFACE_NAME = 'network.interface.name';
/** Direction of traffic: `transmit` or `receive`. [string; metrics; OTel development] */
export const ATTR_NETWORK_IO_DIRECTION = 'network.io.direction';
/** The `User-Agent` header as sent. [string; HTTP server spans, browser resource; OTel stable] */
export const ATTR_USER_AGENT_ORIGINAL = 'user_agent.original';
/** Name of the browser, taken from the header. [string; where known; OTel development] */
export const ATTR_USER_AGENT_NAME = 'user_agent.name';
/** Version of the browser, taken from the header. [string; where known; OTel development] */
export const ATTR_USER_AGENT_VERSION = 'user_agent.version';
/** Operating system named in the header. [string; where known; OTel development] */
export const ATTR_USER_AGENT_OS_NAME = 'user_agent.os.name';
/** Version of the operating system named in the header. [string; where known; OTel development] */
export const ATTR_USER_AGENT_OS_VERSION = 'user_agent.os.version';
/** Marks calls that no person made: `bot` or `test`. [string; where known; OTel development] */
export const ATTR_USER_AGENT_SYNTHETIC_TYPE = 'user_agent.synthetic.type';
