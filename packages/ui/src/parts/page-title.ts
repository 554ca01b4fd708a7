import { useEffect } from 'react';

/** Names the page in the tab of the browser: what is shown, then the product. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Sightglass`;
  }, [title]);
}
