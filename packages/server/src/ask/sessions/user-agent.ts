/**
 * What a browser says of itself, in words. A table of our own: of the thousands of names that parsers know, a page that can run an SDK of
 * today meets these; whatever else comes is told by the engine it is made of, or not at all.
 *
 * Versions that browsers have frozen are left out, because they are untrue for most: Chromium says Android 10 and macOS 10.15.7 whatever it
 * runs on, and Windows 11 is NT 10.0. https://www.chromium.org/updates/ua-reduction/
 */

/** What a page runs on. Desktop where nothing says otherwise, also for tablets that pretend to be one (iPadOS). */
export type Device = 'desktop' | 'mobile' | 'tablet';

/** What a page tells of its browser: `user_agent.original` and the `browser.*` attributes of its resource. */
export interface BrowserFacts {
  readonly userAgent: string;
  /** `browser.brands`, as the tables keep it. */
  readonly brands: string;
  /** `browser.platform` */
  readonly platform: string;
  /** `browser.mobile` */
  readonly isMobile: boolean;
}

/** In words: `Chrome 156`, `Windows`; empty where it cannot be told. */
export interface ReadUserAgent {
  readonly device: Device;
  readonly browser: string;
  readonly os: string;
}

/** Reads what a browser says of itself. */
export function readUserAgent({ userAgent, brands, platform, isMobile }: BrowserFacts): ReadUserAgent {
  return {
    device: deviceOf(userAgent, isMobile),
    browser: browserOf(userAgent, brands),
    os: osOf(userAgent) || platform,
  };
}

/** As the view of web vitals has it (`store/migrations`): both must say the same of a page. */
function deviceOf(userAgent: string, isMobile: boolean): Device {
  if (/iPad|Tablet/.test(userAgent)) return 'tablet';
  if (isMobile || /Mobi|Opera Mini/.test(userAgent)) return 'mobile';
  return userAgent.includes('Android') ? 'tablet' : 'desktop';
}

/** Name, and where its version stands. The first that matches: those that pretend to be others stand before them. */
const BROWSERS: readonly (readonly [name: string, version: RegExp])[] = [
  ['Googlebot', /Googlebot\/(\d+)/],
  ['Bingbot', /bingbot\/(\d+)/],
  ['Edge', /\bEdg(?:e|A|iOS)?\/(\d+)/],
  ['Opera GX', /\bOPX\/(\d+)/],
  ['Opera Mini', /\bOpera Mini\/(\d+)/],
  ['Opera', /\b(?:OPR|OPT|OPiOS)\/(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['Vivaldi', /\bVivaldi\/(\d+)/],
  ['Yandex Browser', /\bYaBrowser\/(\d+)/],
  ['DuckDuckGo', /\b(?:DuckDuckGo|Ddg)\/(\d+)/],
  ['UC Browser', /\bUC ?Browser\/(\d+)/],
  ['Whale', /\bWhale\/(\d+)/],
  ['Mi Browser', /\bMiuiBrowser\/(\d+)/],
  ['Huawei Browser', /\bHuaweiBrowser\/(\d+)/],
  ['QQ Browser', /\bM?QQBrowser\/(\d+)/],
  ['Silk', /\bSilk\/(\d+)/],
  ['Instagram', /\bInstagram (\d+)/],
  ['Facebook', /\bFBAV\/(\d+)/],
  ['WeChat', /\bMicroMessenger\/(\d+)/],
  ['LINE', /\bLine\/(\d+)/],
  ['Google app', /\bGSA\/(\d+)/],
  ['Electron', /\bElectron\/(\d+)/],
  ['Firefox Focus', /\b(?:Focus|Klar)\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Headless Chrome', /\bHeadlessChrome\/(\d+)/],
  ['Android WebView', /; wv\).*\bChrome\/(\d+)/],
  ['Chrome', /\b(?:Chrome|CriOS|Chromium)\/(\d+)/],
  ['Safari', /\bVersion\/(\d+).*\bSafari\//],
  ['Internet Explorer', /\b(?:MSIE (\d+)|Trident\/.*rv:(\d+))/],
];

function browserOf(userAgent: string, brands: string): string {
  // Brave's user agent is that of Chrome.
  const [, brave] = /Brave\D{0,4}(\d+)/.exec(brands) ?? [];
  if (brave !== undefined) return `Brave ${brave}`;
  for (const [name, version] of BROWSERS) {
    const found = version.exec(userAgent);
    if (found) return `${name} ${found[1] ?? found[2] ?? ''}`;
  }
  return '';
}

const WINDOWS: Readonly<Record<string, string>> = { '6.1': ' 7', '6.2': ' 8', '6.3': ' 8.1' };

/** How each system is told, and what is said of its version. */
const SYSTEMS: readonly (readonly [mark: RegExp, name: (version: string) => string])[] = [
  [/\biPad;.*? OS (\d+[_.]\d+)/, (version) => `iPadOS ${version.replace('_', '.')}`],
  [/\b(?:iPhone|iPod)(?: touch)?;.*? OS (\d+[_.]\d+)/, (version) => `iOS ${version.replace('_', '.')}`],
  [/\bOpenHarmony(?: (\d+))?|\bHarmonyOS/, (version) => `HarmonyOS ${version}`.trim()],
  [/\bKAIOS\/(\d+)/, (version) => `KaiOS ${version}`],
  [/\bTizen (\d+)/, (version) => `Tizen ${version}`],
  [/\bWeb0S\b/, () => 'webOS'],
  [/\bAndroid 10; K\)/, () => 'Android'],
  [/\bAndroid(?: (\d+))?/, (version) => `Android ${version}`.trim()],
  [/\bCrOS\b/, () => 'ChromeOS'],
  [/\bWindows NT (\d+\.\d+)/, (version) => `Windows${WINDOWS[version] ?? ''}`],
  [/\bWindows\b/, () => 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, () => 'macOS'],
  [/\b(?:Free|Open|Net)BSD\b/, () => 'BSD'],
  [/\bLinux\b|\bX11\b/, () => 'Linux'],
];

function osOf(userAgent: string): string {
  for (const [mark, name] of SYSTEMS) {
    const found = mark.exec(userAgent);
    if (found) return name(found[1] ?? '');
  }
  return '';
}
