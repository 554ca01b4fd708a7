import {
  ATTR_CODE_FILE_PATH,
  ATTR_CODE_LINE_NUMBER,
  ATTR_SIGHTGLASS_CSP_BLOCKED_URL,
  ATTR_SIGHTGLASS_CSP_DIRECTIVE,
  ATTR_SIGHTGLASS_REPORT_KIND,
  EVENT_SIGHTGLASS_CSP_VIOLATION,
  EVENT_SIGHTGLASS_REPORT,
  SCOPE_BROWSER,
} from '@sightglass/api/semconv';
import { cut } from '@sightglass/errors/browser/internal';
import type { Attributes, Scope } from '@sightglass/otlp';
import type { Capture, Page } from '../../capture.ts';
import { createIsOwn } from '../../page/own.ts';

const SCOPE: Scope = { name: `${SCOPE_BROWSER}/errors` };
const MAX_PER_PAGE = 50;
/** OpenTelemetry's WARN. */
const WARN = 13;

/** Members of reports, of each kind some. https://www.w3.org/TR/reporting-1/#concept-report-body */
interface ReportBody {
  readonly message?: string;
  readonly sourceFile?: string | null;
  readonly lineNumber?: number | null;
  readonly effectiveDirective?: string;
  readonly blockedURL?: string | null;
}

/**
 * What the browser has to complain about: an event `sightglass.csp.violation` for what the content security policy blocked, also before this
 * began, and `sightglass.report` for deprecations and interventions. Each thing once, at most 50 a page; more are counted. Nothing of extensions, or
 * of our own requests.
 */
export function reports(): Capture {
  return {
    name: 'reports',
    start(page) {
      const isOwn = createIsOwn(page.endpoint);
      const told = new Set<string>();
      const tell = (kind: string, body: ReportBody): void => {
        const { sourceFile, blockedURL } = body;
        if (isOfExtension(sourceFile) || isOfExtension(blockedURL) || isOwn(blockedURL ?? '')) return;
        const record = recordOf(page, kind, body);
        // As it is sent: addresses with other values of the query are the same thing.
        const key = JSON.stringify(record);
        if (told.has(key)) return;
        if (told.size >= MAX_PER_PAGE) return page.countDropped('logs', 'budget', 1);
        told.add(key);
        page.addLog(SCOPE, record);
      };
      // Not every browser reports violations to observers, and none those before this by the event: what both tell is told once.
      page.listen(globalThis, 'securitypolicyviolation', (event) => {
        if (!(event instanceof SecurityPolicyViolationEvent)) return;
        const { sourceFile, lineNumber, effectiveDirective, blockedURI: blockedURL } = event;
        tell('csp-violation', { sourceFile, lineNumber, effectiveDirective, blockedURL });
      });
      observeReports(page, tell);
    },
  };
}

function observeReports(page: Page, tell: (kind: string, body: ReportBody) => void): void {
  if (typeof ReportingObserver !== 'function') return;
  const see = page.guarded((found: readonly Report[]) => {
    for (const { type = '', body } of found) if (body) tell(type, body);
  });
  const types = ['csp-violation', 'deprecation', 'intervention'];
  const observer = new ReportingObserver(see, { types, buffered: true });
  observer.observe();
  page.on('leave', () => see(observer.takeRecords()));
  page.onStop(() => observer.disconnect());
}

function recordOf(page: Page, kind: string, body: ReportBody): Parameters<Page['addLog']>[1] {
  const { message, sourceFile, lineNumber, effectiveDirective, blockedURL } = body;
  const place: Attributes = {
    [ATTR_CODE_FILE_PATH]: sourceFile ? page.redact(sourceFile) : undefined,
    [ATTR_CODE_LINE_NUMBER]: lineNumber || undefined,
  };
  if (kind !== 'csp-violation')
    return {
      eventName: EVENT_SIGHTGLASS_REPORT,
      severityNumber: WARN,
      // Some name the file that they are about.
      body: cut(message),
      attributes: { [ATTR_SIGHTGLASS_REPORT_KIND]: kind, ...place },
    };
  // An address, or a word such as `inline`.
  const blocked = blockedURL?.includes(':') ? page.redact(blockedURL) : blockedURL;
  return {
    eventName: EVENT_SIGHTGLASS_CSP_VIOLATION,
    severityNumber: WARN,
    attributes: {
      [ATTR_SIGHTGLASS_CSP_DIRECTIVE]: effectiveDirective,
      [ATTR_SIGHTGLASS_CSP_BLOCKED_URL]: blocked,
      ...place,
    },
  };
}

function isOfExtension(url: string | null | undefined): boolean {
  return /^[\w-]+-extension(:|$)/.test(url ?? '');
}
