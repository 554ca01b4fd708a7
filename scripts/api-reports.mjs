// What each published package offers, as text that a review can read: packages/<name>/api-report/<entry>.api.md, drawn from the built
// declarations. `node scripts/api-reports.mjs` checks that they are up to date, `--write` writes them.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { publishedPackages } from './published.mjs';
import { main, say, Stop } from './workspace.mjs';

const write = process.argv.includes('--write');

await main(async () => {
  const stale = publishedPackages().flatMap((published) => {
    const entries = entriesOf(published.manifest).map((entry) => ({
      name: entry.name,
      config: configOf(published, entry),
    }));
    const [first] = entries;
    if (first === undefined) return [];
    // Read once for all doors of a package, which takes most of the time.
    const additionalEntryPoints = entries.map(({ config }) => config.mainEntryPointFilePath);
    const compilerState = CompilerState.create(first.config, { additionalEntryPoints });
    return entries
      .filter(({ config }) => !isUpToDate(config, compilerState))
      .map(({ name }) => `${published.name}, ${name}`);
  });
  if (stale.length > 0 && !write) {
    throw new Stop(
      `What these offer has changed: ${stale.join('; ')}. Run \`node scripts/api-reports.mjs --write\` after a build, read the change, and commit it.`,
    );
  }
});

/** The typed doors of a package: `index` and its subpaths. */
function entriesOf({ exports, publishConfig }) {
  return Object.entries(publishConfig?.exports ?? exports)
    .map(([path, target]) => [path, typeof target === 'string' ? target : target.import])
    .filter(([, target]) => /\.c?js$/.test(target))
    .map(([path, target]) => ({
      name: path === '.' ? 'index' : path.slice(2).replaceAll('/', '-'),
      declarations: target.replace(/\.(c?)js$/, '.d.$1ts'),
    }));
}

function configOf({ folder }, { name, declarations }) {
  const reportFolder = join(folder, 'api-report');
  mkdirSync(reportFolder, { recursive: true });
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: join(folder, declarations),
      compiler: {
        overrideTsconfig: {
          compilerOptions: { module: 'nodenext', target: 'es2023', skipLibCheck: true, types: ['node'] },
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder,
        reportTempFolder: join(folder, 'node_modules', '.api-report'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
  });
}

function isUpToDate(config, compilerState) {
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: write,
    compilerState,
    messageCallback(message) {
      message.handled = true;
      if (message.logLevel === ExtractorLogLevel.Error) say(message.text);
    },
  });
  return !apiReportChanged;
}
