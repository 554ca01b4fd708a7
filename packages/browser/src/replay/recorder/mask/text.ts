/** As many stars as there were characters, with the spaces between them: lines break where they did. */
export function maskText(text: string): string {
  return text.replaceAll(/\S/g, '*');
}

/** What somebody typed: as long as it was, so that one sees it grow, up to where its length would say much. */
export function maskValue(value: string): string {
  return '*'.repeat(Math.min(value.length, 12));
}
