import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import { useLocation } from 'wouter';
import { useSignedOut } from '../ask/signed-out.ts';
import { useAskAhead } from '../ask/use-ask.tsx';
import { Loading } from '../parts/loading.tsx';
import { PreloadContext } from '../url/link.tsx';
import { hrefOf, links } from '../url/links.ts';
import { readClock } from '../url/clock.ts';
import { boundsOf } from '../url/range.ts';
import type { Address } from '../url/search.ts';
import { useAddress } from '../url/use-address.ts';
import { AwayBar } from './away-bar.tsx';
import { Boundary } from './boundary.tsx';
import { BrokenPage } from './broken-page.tsx';
import { lazyPart } from './lazy-part.tsx';
import { Rail } from './rail.tsx';
import { matchOf, preloadPage, routeOf } from './routes.tsx';
import css from './shell.module.css';
import { useShortcuts } from './shortcuts.ts';
import { TopBar } from './top-bar.tsx';

const BrokenAddress = lazyPart(async () => (await import('./broken-address.tsx')).BrokenAddress);
const NotFound = lazy(async () => ({ default: (await import('./not-found.tsx')).NotFound }));
const Palette = lazyPart(async () => (await import('./palette.tsx')).Palette);
const ShortcutList = lazyPart(async () => (await import('./shortcut-list.tsx')).ShortcutList);
const SignInPage = lazyPart(async () => (await import('../rooms/sign-in/sign-in-page.tsx')).SignInPage);

/** The pages, or the way in to them where the server asks for a key. */
export function Shell(): ReactElement {
  const { path } = useAddress();
  const [, navigate] = useLocation();
  const isSignedOut = useSignedOut();
  const signIn = links.signIn().path;
  useEffect(() => {
    if (!isSignedOut || path === signIn) return;
    navigate(hrefOf(links.signIn(path + window.location.search)), { replace: true });
  }, [isSignedOut, path, signIn, navigate]);
  return path === signIn ? <SignInPage /> : <Pages />;
}

/** What stands around every page: rail, bar, dialogs, keys. */
function Pages(): ReactElement {
  const { path, broken, address, change, go } = useAddress();
  const [dialog, setDialog] = useState<'palette' | 'shortcuts' | null>(null);
  const close = useCallback(() => setDialog(null), []);
  const match = useMemo(() => matchOf(path), [path]);
  const main = useFocusOnNewPage(path);
  useFirstQuestions(path, address);
  useShortcuts(
    useMemo(
      () => ({
        address,
        change,
        go,
        openPalette: () => setDialog('palette'),
        openShortcuts: () => setDialog('shortcuts'),
      }),
      [address, change, go],
    ),
  );
  return (
    <PreloadContext value={preloadPage}>
      <a href="#main" className={css['skip']}>
        Skip to the content
      </a>
      <Rail path={path} />
      <div className={css['column']}>
        <TopBar onSearch={() => setDialog('palette')} />
        <AwayBar />
        <main id="main" ref={main} tabIndex={-1} className={css['main']}>
          {broken.length > 0 && <BrokenAddress broken={broken} />}
          <Boundary key={path} fallback={(error) => <BrokenPage error={error} />}>
            <Suspense fallback={<Loading height="70vh" what="this page" />}>
              {match === undefined ? <NotFound path={path} /> : <match.route.Page params={match.params} />}
            </Suspense>
          </Boundary>
        </main>
      </div>
      {dialog === 'palette' && <Palette onClose={close} />}
      {dialog === 'shortcuts' && <ShortcutList onClose={close} />}
    </PreloadContext>
  );
}

/** The questions of a page go out beside the request for its code, not after it. */
function useFirstQuestions(path: string, address: Address): void {
  const askAhead = useAskAhead();
  const shown = useRef('');
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    askAhead(routeOf(path)?.questions(address, boundsOf(address.t, readClock()), path) ?? []);
  }, [path, address, askAhead]);
}

/** A new page begins at its top and has the focus, as a loaded document would; the first one already has it. */
function useFocusOnNewPage(path: string): React.RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return main;
}
