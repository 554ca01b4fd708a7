/** Nobody may find these in what was sent; each has a name for the case that somebody does. */
export const SECRETS: Readonly<Record<string, string>> = {
  'title of the document': 'Titel-Geheimnis-01',
  'text of the page': 'Klartext-Geheimnis-02',
  'text in a masked element within an allowed one': 'Masken-Geheimnis-03',
  'text in a blocked element': 'Block-Geheimnis-04',
  password: 'Passwort-Geheimnis-05',
  'card number': '4929123456780006',
  'e-mail': 'geheim07@example.org',
  'hidden field': 'csrf-Geheimnis-08',
  'typed and deleted': 'Tipp-Geheimnis-09',
  textarea: 'Flaeche-Geheimnis-10',
  'text of an option': 'Auswahl-Geheimnis-11',
  'value of an option': 'Optionswert-Geheimnis-12',
  placeholder: 'Platzhalter-Geheimnis-13',
  'title of an element': 'Tooltip-Geheimnis-14',
  alt: 'Alternative-Geheimnis-15',
  'aria-label': 'Etikett-Geheimnis-16',
  'data attribute': 'Daten-Geheimnis-17',
  'token in a link': 'Token-Geheimnis-18',
  'token in the address': 'Adress-Geheimnis-19',
  'token in a fragment': 'Fragment-Geheimnis-20',
  'data: picture': 'data:text/plain,Bild-Geheimnis-21',
  'content of a style': 'Inhalt-Geheimnis-22',
  'comment in a style': 'Stilkommentar-Geheimnis-23',
  'address in a style': 'Stiladresse-Geheimnis-24',
  comment: 'Kommentar-Geheimnis-25',
  'text of a script': 'Skript-Geheimnis-26',
  'event handler': 'Handler-Geheimnis-27',
  'edited text': 'Editor-Geheimnis-28',
  'text right below a shadow root': 'Schatten-Geheimnis-29',
  'text in a frame': 'Rahmen-Geheimnis-30',
  'inserted rule': 'Regel-Geheimnis-31',
  'custom property': 'Eigenschaft-Geheimnis-32',
  'adopted sheet': 'Adoptiert-Geheimnis-33',
  'description of the page': 'Beschreibung-Geheimnis-34',
  'changed attribute': 'Geaendert-Geheimnis-35',
  'changed text': 'Wechsel-Geheimnis-36',
  'label of a button': 'Knopf-Geheimnis-37',
  'text below what was blocked later': 'Spaeter-Geheimnis-38',
  srcdoc: 'Srcdoc-Geheimnis-39',
  'text of SVG': 'Vektor-Geheimnis-40',
};

const s = SECRETS;

/** A page with a form, a list, a tree in the shadows, a frame, and all those secrets. */
export const VISIT_PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${s['title of the document']}</title>
<meta name="description" content="${s['description of the page']}">
<style id="sheet">/* ${s['comment in a style']} */ .tag::before { content: "${s['content of a style']}"; } .box { background: url("/pic.png?token=${s['address in a style']}"); --x: "${s['custom property']}"; }
 #list { height: 120px; overflow: auto } .row { height: 30px }</style>
<script>globalThis.token = '${s['text of a script']}';</script><script type="module" src="/sg/page.js"></script></head><body>
<!-- ${s.comment} -->
<h1 class="tag" onclick="void '${s['event handler']}'">${s['text of the page']}</h1>
<p id="public" data-sightglass-allow>Seen by all. <b data-sightglass-mask>${s['text in a masked element within an allowed one']}</b></p>
<div data-sightglass-block class="private">${s['text in a blocked element']}</div>
<a id="link" href="/account?token=${s['token in a link']}#access_token=${s['token in a fragment']}" title="${s['title of an element']}">go</a>
<img alt="${s.alt}" src="${s['data: picture']}" width="10" height="10">
<svg width="40" height="20" viewBox="0 0 40 20"><path d="M0 0L40 20"></path><text y="12">${s['text of SVG']}</text></svg>
<form id="form"><input type="hidden" name="csrf" value="${s['hidden field']}">
 <input id="mail" name="mail" type="email" placeholder="${s.placeholder}" aria-label="${s['aria-label']}">
 <input id="pass" name="pass" type="password"><input id="card" name="card" autocomplete="cc-number">
 <input id="typed" name="typed"><textarea id="area" name="area"></textarea>
 <label><input id="box" type="checkbox" name="box"> agree</label>
 <label><input type="radio" name="size" value="s" checked> s</label><label><input id="large" type="radio" name="size" value="l"> l</label>
 <select id="select" name="select"><option>-</option><option value="${s['value of an option']}">${s['text of an option']}</option></select>
 <button type="button" id="button" value="${s['label of a button']}">Send</button></form>
<div id="editor" contenteditable="true" data-user="${s['data attribute']}"></div>
<ul id="list"></ul><div id="late"></div><div id="host"></div><main id="app" data-state="closed"></main>
<iframe id="frame" src="/frame" width="300" height="100"></iframe>
</body></html>`;

export const FRAME_PAGE = `<!doctype html><html><head><title>frame</title></head><body><p id="inner">${s['text in a frame']}</p></body></html>`;

/** Steps of a visit, each as the code that a page runs; `secrets` is there. What `await`s is awaited. */
export const STEPS: readonly string[] = [
  `list.replaceChildren(...Array.from({ length: 40 }, (_, i) => Object.assign(document.createElement('li'), { className: 'row row-' + i, textContent: 'entry ' + i })))`,
  `for (const [id, name] of [['mail', 'e-mail'], ['pass', 'password'], ['card', 'card number'], ['area', 'textarea'], ['typed', 'typed and deleted']]) {
     const field = document.getElementById(id);
     for (let n = 1; n <= secrets[name].length; n++) { field.value = secrets[name].slice(0, n); field.dispatchEvent(new InputEvent('input', { bubbles: true })); }
   }
   typed.value = ''; typed.dispatchEvent(new InputEvent('input', { bubbles: true }));
   box.click(); large.click(); select.selectedIndex = 1; select.dispatchEvent(new Event('change', { bubbles: true }));`,
  `list.scrollTop = 300; list.children[3].remove(); list.append(list.children[0]);`,
  `const root = host.attachShadow({ mode: 'open' });
   root.append(secrets['text right below a shadow root']);
   root.append(Object.assign(document.createElement('div'), { className: 'in-shadow', textContent: 'deep' }));
   const sheet = new CSSStyleSheet(); sheet.replaceSync('.in-shadow::after { content: "' + secrets['adopted sheet'] + '" }');
   root.adoptedStyleSheets = [sheet];`,
  `history.pushState({}, '', '/shop/42?session=' + secrets['token in the address']);
   app.innerHTML = '<section class="view"><h2>Product</h2><dl><dt>Owner</dt><dd>' + secrets['text of the page'] + '</dd></dl></section>';
   app.setAttribute('data-state', 'open'); app.setAttribute('aria-expanded', 'true'); document.title = secrets['title of the document'] + '!';`,
  `editor.textContent = secrets['edited text']; editor.firstChild.data += '…';
   link.setAttribute('title', secrets['changed attribute']); link.setAttribute('href', '/next?token=' + secrets['token in a link']);
   link.firstChild.data = secrets['changed text'];`,
  `document.getElementById('sheet').sheet.insertRule('.row-5::after { content: "' + secrets['inserted rule'] + '"; color: rgb(1, 2, 3) }');
   app.style.setProperty('--y', '"' + secrets['custom property'] + '"'); app.style.color = 'red'; list.style.height = '90px';`,
  `late.innerHTML = '<p class="inside">before</p>'; await tick(); late.setAttribute('data-sightglass-block', ''); await tick();
   late.firstChild.textContent = secrets['text below what was blocked later']; late.removeAttribute('data-sightglass-block'); late.replaceChildren();`,
  `host.shadowRoot.lastChild.textContent = 'deeper'; host.shadowRoot.append(document.createElement('hr'));
   const doc = document.getElementById('frame').contentDocument; doc.getElementById('inner').after(Object.assign(doc.createElement('p'), { className: 'new', textContent: secrets['text in a frame'] }));`,
  `const other = document.createElement('iframe'); other.id = 'other'; other.srcdoc = '<p>' + secrets.srcdoc + '</p>'; document.body.append(other);
   await new Promise((resolve) => { other.onload = resolve; });
   app.replaceChildren(Object.assign(document.createElement('footer'), { className: 'end', textContent: 'done' })); app.hidden = false; window.scrollTo(0, 50);`,
];
