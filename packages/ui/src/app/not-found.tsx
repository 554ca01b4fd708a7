import type { ReactElement } from 'react';
import { usePageTitle } from '../parts/page-title.ts';
import { A } from '../url/link.tsx';
import { links } from '../url/links.ts';

export function NotFound({ path }: { readonly path: string }): ReactElement {
  usePageTitle('No such page');
  return (
    <>
      <h1>There is no page at this address</h1>
      <p>
        <code>{path}</code> is none of Sightglass’s pages. <A to={links.overview()}>Go to the overview</A>
      </p>
    </>
  );
}
