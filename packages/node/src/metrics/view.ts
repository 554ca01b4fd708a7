import type { InstrumentationScope } from '@opentelemetry/core';
import type { ViewOptions } from '@opentelemetry/sdk-metrics';
import type { Descriptor } from './descriptor.ts';
import { AGGREGATION } from './kinds.ts';

/** What an instrument is sent as: its stream's description and the options of the view that asks for it. */
export interface View {
  readonly options: ViewOptions;
  matches(descriptor: Descriptor, scope: InstrumentationScope): boolean;
}

/**
 * Reads a view's options, those of sdk-metrics.
 *
 * @throws TypeError for a view that selects nothing in particular, or gives one name to several instruments.
 */
export function createView(options: ViewOptions): View {
  const { instrumentName, instrumentType, instrumentUnit, meterName, meterVersion, meterSchemaUrl } = options;
  const selectors = [instrumentName, instrumentType, instrumentUnit, meterName, meterVersion, meterSchemaUrl];
  if (selectors.every((selector) => selector === undefined)) {
    throw new TypeError('a view must select something: give it an instrumentName such as "*"');
  }
  if (options.name !== undefined && (instrumentName === undefined || instrumentName.includes('*'))) {
    throw new TypeError(
      `the view named ${options.name} must select one instrument: give it an instrumentName without *`,
    );
  }
  const name = patternOf(instrumentName ?? '*');
  return {
    options,
    matches: (descriptor, scope) =>
      name.test(descriptor.name) &&
      isOr(instrumentType, descriptor.type) &&
      isOr(instrumentUnit, descriptor.unit) &&
      isOr(meterName, scope.name) &&
      isOr(meterVersion, scope.version) &&
      isOr(meterSchemaUrl, scope.schemaUrl),
  };
}

/** The aggregation that a view asks for. */
export function aggregationOf({ aggregation }: ViewOptions): NonNullable<ViewOptions['aggregation']> {
  return aggregation ?? { type: AGGREGATION.DEFAULT };
}

/** An absent value, such as the version of a scope that has none, is not selected against. */
function isOr(wanted: string | undefined, value: string | undefined): boolean {
  return wanted === undefined || value === undefined || wanted === value;
}

function patternOf(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[\\^$.+?()[\]{}|]/g, String.raw`\$&`).replace('*', '.*')}$`);
}
