import { describe, expect, it } from 'vitest';
import { readUserAgent, type Device } from './user-agent.ts';

const CHROMIUM = (system: string, chrome: number, more = ''): string =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${chrome}.0.0.0 ${more}`;
const WINDOWS = 'Windows NT 10.0; Win64; x64';
const MAC = 'Macintosh; Intel Mac OS X 10_15_7';
const IPHONE = 'iPhone; CPU iPhone OS 18_6 like Mac OS X';
const WEBKIT = (system: string, rest: string): string =>
  `Mozilla/5.0 (${system}) AppleWebKit/605.1.15 (KHTML, like Gecko) ${rest}`;

/** As browsers send them. */
const KNOWN: readonly [userAgent: string, device: Device, browser: string, os: string][] = [
  [CHROMIUM(WINDOWS, 156, 'Safari/537.36'), 'desktop', 'Chrome 156', 'Windows'],
  [CHROMIUM(MAC, 143, 'Safari/537.36'), 'desktop', 'Chrome 143', 'macOS'],
  [CHROMIUM('X11; Linux x86_64', 120, 'Safari/537.36'), 'desktop', 'Chrome 120', 'Linux'],
  [CHROMIUM('X11; CrOS x86_64 14541.0.0', 139, 'Safari/537.36'), 'desktop', 'Chrome 139', 'ChromeOS'],
  [CHROMIUM('Linux; Android 10; K', 156, 'Mobile Safari/537.36'), 'mobile', 'Chrome 156', 'Android'],
  [CHROMIUM('Linux; Android 10; K', 156, 'Safari/537.36'), 'tablet', 'Chrome 156', 'Android'],
  [CHROMIUM('Linux; Android 9; SM-T510', 96, 'Safari/537.36'), 'tablet', 'Chrome 96', 'Android 9'],
  [
    'Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UD1A.230803.041; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0.6367.82 Mobile Safari/537.36',
    'mobile',
    'Android WebView 124',
    'Android 14',
  ],
  [WEBKIT(IPHONE, 'CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1'), 'mobile', 'Chrome 142', 'iOS 18.6'],
  [
    WEBKIT('iPad; CPU OS 17_5_1 like Mac OS X', 'CriOS/126.0.6478.153 Mobile/15E148 Safari/604.1'),
    'tablet',
    'Chrome 126',
    'iPadOS 17.5',
  ],
  [WEBKIT(MAC, 'Version/18.6 Safari/605.1.15'), 'desktop', 'Safari 18', 'macOS'],
  [WEBKIT(IPHONE, 'Version/26.0 Mobile/15E148 Safari/604.1'), 'mobile', 'Safari 26', 'iOS 18.6'],
  [
    WEBKIT('iPad; CPU OS 12_5_7 like Mac OS X', 'Version/12.1.2 Mobile/15E148 Safari/604.1'),
    'tablet',
    'Safari 12',
    'iPadOS 12.5',
  ],
  [
    WEBKIT('iPod touch; CPU iPhone OS 12_5_7 like Mac OS X', 'Version/12.1.2 Mobile/15E148 Safari/604.1'),
    'mobile',
    'Safari 12',
    'iOS 12.5',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
    'desktop',
    'Firefox 145',
    'Windows',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0',
    'desktop',
    'Firefox 140',
    'macOS',
  ],
  ['Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'desktop', 'Firefox 128', 'Linux'],
  ['Mozilla/5.0 (X11; FreeBSD amd64; rv:128.0) Gecko/20100101 Firefox/128.0', 'desktop', 'Firefox 128', 'BSD'],
  [
    'Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0',
    'desktop',
    'Firefox 115',
    'Windows 7',
  ],
  ['Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0', 'mobile', 'Firefox 145', 'Android 15'],
  ['Mozilla/5.0 (Android 13; Tablet; rv:128.0) Gecko/128.0 Firefox/128.0', 'tablet', 'Firefox 128', 'Android 13'],
  [WEBKIT(IPHONE, 'FxiOS/145.0 Mobile/15E148 Safari/605.1.15'), 'mobile', 'Firefox 145', 'iOS 18.6'],
  [WEBKIT(IPHONE, 'FxiOS/8.1.1 Focus/8.1.1 Mobile/15E148 Safari/605.1.15'), 'mobile', 'Firefox Focus 8', 'iOS 18.6'],
  [CHROMIUM(WINDOWS, 142, 'Safari/537.36 Edg/142.0.0.0'), 'desktop', 'Edge 142', 'Windows'],
  [
    CHROMIUM('Linux; Android 10; HD1913', 131, 'Mobile Safari/537.36 EdgA/131.0.2903.87'),
    'mobile',
    'Edge 131',
    'Android 10',
  ],
  [WEBKIT(IPHONE, 'Version/18.0 EdgiOS/131.2903.92 Mobile/15E148 Safari/605.1.15'), 'mobile', 'Edge 131', 'iOS 18.6'],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763',
    'desktop',
    'Edge 18',
    'Windows',
  ],
  [CHROMIUM(WINDOWS, 130, 'Safari/537.36 OPR/115.0.0.0'), 'desktop', 'Opera 115', 'Windows'],
  [CHROMIUM('Linux; Android 10; K', 130, 'Mobile Safari/537.36 OPR/86.0.0.0'), 'mobile', 'Opera 86', 'Android'],
  [WEBKIT(IPHONE, 'Version/18.6 Mobile/15E148 Safari/604.1 OPT/5.4.0'), 'mobile', 'Opera 5', 'iOS 18.6'],
  [
    'Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; id) Presto/2.12.423 Version/12.16',
    'mobile',
    'Opera Mini 36',
    'Android',
  ],
  [
    CHROMIUM('Linux; Android 10; K', 136, 'Mobile Safari/537.36').replace('Chrome', 'SamsungBrowser/29.0 Chrome'),
    'mobile',
    'Samsung Internet 29',
    'Android',
  ],
  [CHROMIUM('X11; Linux x86_64', 130, 'Safari/537.36 Vivaldi/7.0.3495.15'), 'desktop', 'Vivaldi 7', 'Linux'],
  [CHROMIUM(WINDOWS, 136, 'YaBrowser/25.6.0.0 Safari/537.36'), 'desktop', 'Yandex Browser 25', 'Windows'],
  [WEBKIT(MAC, 'Version/18.6 Safari/605.1.15 Ddg/18.6'), 'desktop', 'DuckDuckGo 18', 'macOS'],
  [
    'Mozilla/5.0 (Linux; U; Android 13; en-US; SM-A135F Build/TP1A.220624.014) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.58 UCBrowser/13.8.2.1324 Mobile Safari/537.36',
    'mobile',
    'UC Browser 13',
    'Android 13',
  ],
  [
    'Mozilla/5.0 (Linux; U; Android 14; en-gb; 23049PCD8G Build/UKQ1.230804.001) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/112.0.5615.136 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.6.0-gn',
    'mobile',
    'Mi Browser 14',
    'Android 14',
  ],
  [
    CHROMIUM('Linux; Android 12; HarmonyOS; NOH-AN00', 114, 'HuaweiBrowser/15.0.4.312 Mobile Safari/537.36'),
    'mobile',
    'Huawei Browser 15',
    'HarmonyOS',
  ],
  [
    CHROMIUM('Linux; Android 11; KFTRWI', 130, 'Silk/130.4.4 like Chrome/130.0.0.0 Safari/537.36'),
    'tablet',
    'Silk 130',
    'Android 11',
  ],
  [
    WEBKIT(IPHONE, 'Mobile/22G86 Instagram 390.0.0.28.85 (iPhone14,5; iOS 18_6; de_DE; scale=3.00; 1170x2532)'),
    'mobile',
    'Instagram 390',
    'iOS 18.6',
  ],
  [
    WEBKIT(IPHONE, 'Mobile/22G86 [FBAN/FBIOS;FBAV/520.0.0.38.101;FBBV/756351453;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS]'),
    'mobile',
    'Facebook 520',
    'iOS 18.6',
  ],
  [WEBKIT(IPHONE, 'GSA/387.0.813137838 Mobile/15E148 Safari/604.1'), 'mobile', 'Google app 387', 'iOS 18.6'],
  [
    WEBKIT(IPHONE, 'Mobile/15E148 MicroMessenger/8.0.61(0x18003d28) NetType/WIFI Language/zh_CN'),
    'mobile',
    'WeChat 8',
    'iOS 18.6',
  ],
  [CHROMIUM(MAC, 134, 'Electron/35.1.5 Safari/537.36'), 'desktop', 'Electron 35', 'macOS'],
  [
    CHROMIUM('X11; Linux x86_64', 156, 'Safari/537.36').replace('Chrome', 'HeadlessChrome'),
    'desktop',
    'Headless Chrome 156',
    'Linux',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko',
    'desktop',
    'Internet Explorer 11',
    'Windows',
  ],
  [
    'Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/108.0.5359.211 Safari/537.36 WebAppManager',
    'desktop',
    'Chrome 108',
    'webOS',
  ],
  [
    'Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) AppleWebKit/537.36 (KHTML, like Gecko) 94.0.4606.31/7.0 TV Safari/537.36',
    'desktop',
    '',
    'Tizen 7',
  ],
  [
    'Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5.1',
    'mobile',
    'Firefox 48',
    'KaiOS 2',
  ],
  [
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/141.0.7390.122 Safari/537.36',
    'desktop',
    'Googlebot 2',
    '',
  ],
  ['curl/8.14.1', 'desktop', '', ''],
  ['', 'desktop', '', ''],
];

const nothing = { userAgent: '', brands: '', platform: '', isMobile: false };

describe('what a browser says of itself', () => {
  it.each(KNOWN)('%s', (userAgent, device, browser, os) => {
    expect(readUserAgent({ ...nothing, userAgent })).toEqual({ device, browser, os });
  });

  it('is told by its brands where its user agent is that of another', () => {
    const userAgent = CHROMIUM(WINDOWS, 142, 'Safari/537.36');
    const brands = JSON.stringify(['Chromium 142', 'Brave 142', 'Not_A Brand 99']);
    expect(readUserAgent({ ...nothing, userAgent, brands }).browser).toBe('Brave 142');
  });

  it('is told by its hints where its user agent does not say', () => {
    expect(readUserAgent({ ...nothing, userAgent: 'x', platform: 'Fuchsia', isMobile: true })).toEqual({
      device: 'mobile',
      browser: '',
      os: 'Fuchsia',
    });
  });
});
