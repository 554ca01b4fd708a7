import {
  ATTR_BROWSER_BRANDS,
  ATTR_BROWSER_LANGUAGE,
  ATTR_BROWSER_MOBILE,
  ATTR_BROWSER_PLATFORM,
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
  ATTR_TELEMETRY_DISTRO_NAME,
  ATTR_TELEMETRY_DISTRO_VERSION,
  ATTR_TELEMETRY_SDK_LANGUAGE,
  ATTR_TELEMETRY_SDK_NAME,
  ATTR_TELEMETRY_SDK_VERSION,
  ATTR_USER_AGENT_ORIGINAL,
  TELEMETRY_DISTRO_NAME_VALUE_SIGHTGLASS,
} from '@sightglass/api/semconv';
import type { Attributes } from '@sightglass/otlp';
import type { PageOptions } from '../options.ts';
import { BROWSER_VERSION } from '../version.ts';

/** What browsers of Chromium tell of themselves. https://wicg.github.io/ua-client-hints/ */
interface UserAgentData {
  readonly brands: readonly { readonly brand: string; readonly version: string }[];
  readonly mobile: boolean;
  readonly platform: string;
}

/** What sends, and in which browser: as the browser says it, to be read by the server. */
export function resourceOf({ service, release, environment }: PageOptions): Attributes {
  const { userAgent, language, userAgentData }: Navigator & { readonly userAgentData?: UserAgentData } = navigator;
  return {
    [ATTR_SERVICE_NAME]: service,
    [ATTR_SERVICE_VERSION]: release,
    [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: environment,
    [ATTR_TELEMETRY_SDK_NAME]: TELEMETRY_DISTRO_NAME_VALUE_SIGHTGLASS,
    [ATTR_TELEMETRY_SDK_LANGUAGE]: 'webjs',
    [ATTR_TELEMETRY_SDK_VERSION]: BROWSER_VERSION,
    [ATTR_TELEMETRY_DISTRO_NAME]: TELEMETRY_DISTRO_NAME_VALUE_SIGHTGLASS,
    [ATTR_TELEMETRY_DISTRO_VERSION]: BROWSER_VERSION,
    [ATTR_USER_AGENT_ORIGINAL]: userAgent,
    [ATTR_BROWSER_LANGUAGE]: language,
    [ATTR_BROWSER_BRANDS]: userAgentData?.brands.map(({ brand, version }) => `${brand} ${version}`),
    [ATTR_BROWSER_MOBILE]: userAgentData?.mobile,
    [ATTR_BROWSER_PLATFORM]: userAgentData?.platform,
  };
}
