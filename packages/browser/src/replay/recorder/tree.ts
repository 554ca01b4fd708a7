// By their members and numbers: nodes of a frame are made by its own constructors.

/** Whether a node is an element. */
export function isElement(node: Node | null | undefined): node is Element {
  return node?.nodeType === 1;
}

/** Whether a node is a document, the page's or a frame's. */
export function isDocument(node: Node | null | undefined): node is Document {
  return node?.nodeType === 9;
}

function isShadowRoot(node: Node): node is ShadowRoot {
  return 'host' in node;
}

/** The element that a node is, or in whose shadow tree or frame it is the root. */
export function elementOf(node: Node | null | undefined): Element | null {
  if (!node || isElement(node)) return node ?? null;
  if (isShadowRoot(node)) return node.host;
  return isDocument(node) ? frameOf(node) : null;
}

/** The element that holds the tree of another: the host of a shadow tree, the frame of a document; null for the page's, and what is in none. */
export function holderOf(element: Element): Element | null {
  const root = element.getRootNode();
  return isElement(root) ? null : elementOf(root);
}

/** The frame that a document is in; null for the recorded page's own, wherever that is, and for one that is gone. */
export function frameOf(frame: Document): Element | null {
  return frame === document ? null : (frame.defaultView?.frameElement ?? null);
}

/** Whether a document is not whole yet, or in its frame only until another has loaded. */
export function isProvisional({ readyState, URL, defaultView }: Document): boolean {
  const frame = defaultView?.frameElement;
  if (readyState !== 'complete' || !frame) return true;
  if (URL !== 'about:blank') return false;
  return frame.hasAttribute('srcdoc') || !/^(about:blank)?$/.test(frame.getAttribute('src') ?? '');
}
