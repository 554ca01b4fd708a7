/** A method whose calls are to be seen. */
export interface WrappedMethod {
  /** Expression that gives the object holding it, in the scope of the file's end: `Client.prototype`, `module.exports`. */
  readonly of: string;
  readonly method: string;
  /** Name of the tracing channel (`node:diagnostics_channel`) on which the calls are published. */
  readonly channel: `sightglass:${string}:${string}`;
  /** For methods whose captures never change the context in which they run: entering stores would be paid for nothing. @defaultValue false */
  readonly isOnlyTold?: boolean;
}

const HOOKED_KEY = 'sightglass.hooked';
/** Where a wrapper of `wrapMethods` keeps the name of its channel: a method without it was put in its place by somebody else. */
export const HOOKED: unique symbol = Symbol.for(HOOKED_KEY);

/** Told on this channel, with {module, error}, when what a patch added found something else than it expected. */
export const FAULT_CHANNEL = 'sightglass:hook:fault';

/**
 * Adds code behind the end of a source, in a scope of its own and with the file's names in reach. Whatever goes wrong in it
 * is published on the channel of faults instead of thrown.
 */
export function appendCode(source: string, code: string): string {
  return `${source}\n;(() => { try { ${code} } catch (error) { ${TELL_FAULT} } })();\n`;
}

/**
 * Makes the calls of methods visible: each runs in the stores of its tracing channel (`start`, `end`, `error`) and publishes a
 * `HookedCall`. Nothing is wrapped around promises or callbacks: that is done by who listens, who may replace the call's arguments
 * at `start` and its result at `end`. While nobody listens a call costs one look at the channel.
 */
export function wrapMethods(source: string, methods: readonly WrappedMethod[]): string {
  const calls = methods.map(
    ({ of, method, channel, isOnlyTold = false }) =>
      `sightglassWrap(() => ${of}, ${JSON.stringify(method)}, ${JSON.stringify(channel)}, ${isOnlyTold});`,
  );
  return `${source}\n;((sightglassWrap) => { ${calls.join(' ')} })(${WRAP});\n`;
}

// Not `error` alone: the program may be bundled for a place without `process`.
const TELL_FAULT = `globalThis.process?.getBuiltinModule?.('node:diagnostics_channel').channel('${FAULT_CHANNEL}').publish({ error });`;

/** On one line: a patched file has as many lines as its minified addition needs, and they stand behind its own. */
const WRAP = `(holderOf, key, name, isOnlyTold) => {
  try {
    const { tracingChannel } = globalThis.process.getBuiltinModule('node:diagnostics_channel');
    const calls = tracingChannel(name);
    const holder = holderOf();
    const original = holder[key];
    if (typeof original !== 'function') throw new TypeError(key + ' is no function');
    const make = (call) => {
      try {
        call.result = Reflect.apply(original, call.self, call.arguments);
      } catch (error) {
        call.error = error;
        calls.error.publish(call);
        throw error;
      } finally {
        calls.end.publish(call);
      }
    };
    const wrapper = function (...given) {
      if (!calls.hasSubscribers) return Reflect.apply(original, this, given);
      const call = { self: this, arguments: given, result: undefined, error: undefined };
      if (isOnlyTold) {
        calls.start.publish(call);
        make(call);
      } else calls.start.runStores(call, make, undefined, call);
      return call.result;
    };
    Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(original));
    Object.defineProperty(wrapper, Symbol.for('${HOOKED_KEY}'), { value: name, configurable: true });
    const { enumerable = false } = Object.getOwnPropertyDescriptor(holder, key) ?? {};
    Object.defineProperty(holder, key, { value: wrapper, enumerable, writable: true, configurable: true });
  } catch (error) { ${TELL_FAULT} }
}`.replaceAll(/\n\s*/g, ' ');
