import type { Page } from 'playwright';

/** Presses Tab until what is focused has a name: its label, else its text. Fails with all that was passed. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = [];
  for (let at = 0; at < 100; at++) {
    await page.keyboard.press('Tab');
    // As text, because this package does not know the types of a browser.
    const focused = await page.evaluate<string>(
      `(() => { const it = document.activeElement; return it.ariaLabel ?? it.labels?.[0]?.textContent ?? it.textContent; })()`,
    );
    seen.push(focused.slice(0, 40));
    if (typeof name === 'string' ? focused === name : name.test(focused)) return;
  }
  throw new Error(`Tab never came to ${String(name)}: ${seen.join(' | ')}`);
}
