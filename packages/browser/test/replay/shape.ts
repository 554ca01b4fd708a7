/**
 * A document as lines of text, for comparing one with another: what is masked in a recording shows as stars in both, and what it leaves out on
 * purpose in neither. Sent into pages as text, so that it uses nothing from outside.
 */
export function shapeOf(doc: Document): string[] {
  const SHOWN = [
    'class',
    'id',
    'style',
    'type',
    'name',
    'role',
    'hidden',
    'disabled',
    'open',
    'aria-expanded',
    'd',
    'viewBox',
    'colspan',
  ];
  const LEFT_OUT = ['SCRIPT', 'NOSCRIPT', 'META', 'LINK', 'TEMPLATE', 'TITLE'];
  const BOXES = ['IMG', 'PICTURE', 'VIDEO', 'AUDIO', 'OBJECT', 'EMBED', 'CANVAS'];
  /** Classes that the player adds. */
  const PLAYERS = / ?(:hover|rrweb-paused)/g;
  const lines: string[] = [];
  const isStyle = (node: Node): boolean => node.nodeName === 'STYLE';
  const stars = (text: string): string => text.replace(/\S/g, '*');
  const visit = (node: Node, depth: number): void => {
    const indent = ' '.repeat(depth);
    if (node.nodeType === 3) {
      const text = node.textContent ?? '';
      if (text.trim() !== '') lines.push(indent + stars(text));
    } else if (node.nodeType === 1) {
      const element = node as HTMLElement;
      // The player has a style sheet of its own, outside of head and body.
      const isOfPlayer = isStyle(node) && node.parentNode?.nodeName === 'HTML';
      if (isOfPlayer || LEFT_OUT.includes(element.tagName)) return;
      const isBox = BOXES.includes(element.tagName) || element.matches('[data-sightglass-block], .private');
      const attributes = (isBox ? ['class'] : SHOWN).map((name) => {
        const value = element.getAttribute(name)?.replace(PLAYERS, '') ?? '';
        if (value === '') return '';
        return ` ${name}=${name === 'style' ? element.style.cssText.replace(/"[^"]*"/g, '""') : value}`;
      });
      let line = indent + element.localName + attributes.join('');
      if (!isBox && 'value' in element && ['INPUT', 'TEXTAREA'].includes(element.tagName)) {
        const field = element as HTMLInputElement;
        line += ['checkbox', 'radio'].includes(field.type)
          ? ` checked=${field.checked}`
          : ` value=${stars(field.value).slice(0, 12)}`;
      }
      if (!isBox && element.scrollTop > 0) line += ` top=${Math.round(element.scrollTop)}`;
      lines.push(line);
      if (isBox || isStyle(node) || element.tagName === 'TEXTAREA') return;
      element.childNodes.forEach((child) => visit(child, depth + 1));
      if (element.shadowRoot) {
        lines.push(`${indent} #shadow`);
        element.shadowRoot.childNodes.forEach((child) => visit(child, depth + 2));
      }
      const inner = element.tagName === 'IFRAME' ? (element as HTMLIFrameElement).contentDocument : null;
      if (inner?.documentElement) visit(inner.documentElement, depth + 2);
    }
  };
  visit(doc.documentElement, 0);
  return lines;
}
