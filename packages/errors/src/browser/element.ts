const MAX_STEPS = 5;

/** Where an element stands, by tags, ids and classes: `main > form#order > button.buy`. No text of the page. */
export function pathOf(element: Element): string {
  const steps: string[] = [];
  for (let at: Element | null = element; at && steps.length < MAX_STEPS; at = at.parentElement) {
    // Not `at.id`, which in a form may be a field of that name.
    const id = at.getAttribute('id');
    steps.unshift([at.localName + (id ? `#${id}` : ''), ...at.classList].join('.'));
  }
  return steps.join(' > ');
}
