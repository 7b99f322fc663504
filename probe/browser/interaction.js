// Runs in a page's present document, in the world of vitals.js and after it, when scripted interactions begin.
// Finds what is to be touched, and tells when that can be done; input itself comes from the browser.
//
// `portalProbeAsk(ask, about)` gives JSON, or a promise of it:
//   reach    the element's middle, once it lies in view with nothing over it
//   see      whether it can be seen
//   focus    whether what is typed would go anywhere
//   ready    whether there is a page at all
//   touched  the vitals, once input has come and what it did is on the screen. It is asked for before the input:
//            as soon as that makes the page leave, a page can be asked nothing more, but still tells what it was asked
//   release  ends the wait for input that has not come here: it may have gone to a frame
//   settled  the vitals, with time for entries that come late
(() => {
  'use strict';
  if (window.portalProbeAsk) return;
  const MOST_MATCHES = 1000;
  const tell = (seen, more) => JSON.stringify({ seen, ...more });

  const name = (element) => {
    if (!element) return 'nothing';
    const id = element.id ? `#${element.id}` : '';
    return `<${element.localName.slice(0, 40)}${id.slice(0, 60)}>`;
  };
  const box = (element) => Array.from(element.getClientRects()).find((one) => one.width > 0 && one.height > 0);
  const isVisible = (element) =>
    box(element) && element.checkVisibility({ visibilityProperty: true, checkVisibilityCSS: true });

  // The first that can be seen, or else the first.
  const find = (selector) => {
    const all = document.querySelectorAll(selector);
    for (let i = 0; i < Math.min(all.length, MOST_MATCHES); i++) if (isVisible(all[i])) return all[i];
    return all[0];
  };

  const deepest = (x, y) => {
    let at = document.elementFromPoint(x, y);
    for (let inner = at; inner && inner.shadowRoot; at = inner) {
      inner = inner.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === at) break;
    }
    return at;
  };
  const belongsTo = (hit, element) => {
    for (let at = hit; at; at = at.parentNode || at.host) if (at === element) return true;
    const label = hit && hit.closest('label');
    return Boolean(label) && label.control === element;
  };

  const reach = (selector) => {
    const element = find(selector);
    if (!element) return tell('missing');
    if (!isVisible(element)) return tell('hidden');
    if (element.matches(':disabled')) return tell('disabled');
    element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const { left, right, top, bottom } = box(element);
    const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2;
    const y = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
    if (right <= 0 || bottom <= 0 || left >= innerWidth || top >= innerHeight) return tell('outside');
    const hit = deepest(x, y);
    return belongsTo(hit, element) ? tell('there', { x, y }) : tell('covered', { what: name(hit) });
  };

  const see = (selector) => {
    const element = find(selector);
    if (!element) return tell('missing');
    return isVisible(element) ? tell('there') : tell('hidden');
  };

  const NO_TEXT = /^(button|checkbox|color|file|hidden|image|radio|range|reset|submit)$/;
  const takesText = (at) => {
    if (at.isContentEditable || document.designMode === 'on') return true;
    if (at.localName === 'input') return !NO_TEXT.test(at.type) && !at.readOnly && !at.disabled;
    if (at.localName === 'textarea') return !at.readOnly && !at.disabled;
    // What goes on within those cannot be seen from here.
    return /^(select|iframe|frame|object|embed)$/.test(at.localName) || at.localName.includes('-');
  };
  const focus = () => {
    let at = document.activeElement;
    while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
    return at && takesText(at) ? tell('there') : tell('unfocused', { what: name(at) });
  };

  const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });
  // A page that is not being drawn has no frames.
  const frame = () => Promise.race([new Promise((done) => { requestAnimationFrame(done); }), pause(250)]);
  const vitals = () => tell('there', { vitals: window.portalProbeVitals() });
  const painted = async () => {
    await frame();
    await frame();
  };
  const settled = async () => {
    await painted();
    await pause(100);
    // The first input to a document is always told of, once it is on the screen.
    const told = () => JSON.parse(window.portalProbeVitals()).events.length > 0;
    for (let i = 0; i < 10 && performance.interactionCount > 0 && !told(); i++) await pause(100);
    return vitals();
  };

  let onInput = null;
  for (const type of ['click', 'keydown', 'keyup']) {
    window.addEventListener(type, (event) => { if (event.isTrusted && onInput) onInput(); }, { capture: true, passive: true });
  }
  const touched = async (last) => {
    await new Promise((done) => { onInput = done; });
    onInput = null;
    if (last) return settled();
    await painted();
    return vitals();
  };
  const release = async () => {
    await painted();
    if (onInput) await pause(300);
    if (onInput) onInput();
    return tell('there');
  };
  const ready = () => tell('there');

  const asks = { reach, see, focus, ready, touched, release, settled };
  window.portalProbeAsk = (ask, about) => {
    try {
      return asks[ask](about);
    } catch (error) {
      return error.name === 'SyntaxError' ? tell('no_selector') : tell('failed', { what: String(error) });
    }
  };
})();
