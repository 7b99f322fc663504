// Runs in every document, in a world of its own that the page's scripts do not reach, before any of them.
// Watches what the browser says of the page's speed, and tells all of it as JSON when `portalProbeVitals()`
// is called. Where it runs late it takes what the browser has kept.
//
// Times are milliseconds since the document's timeOrigin. Lists are bounded; `capped`: one was longer.
(() => {
  'use strict';
  // The page's frames have times of their own that belong to nobody's figures.
  if (window !== window.top || window.portalProbeVitals) return;
  const MOST = 5000;
  const tasks = [];
  const shifts = [];
  const events = [];
  let firstContentfulPaint = null;
  let largestContentfulPaint = null;
  let capped = false;
  const keep = (list, entry) => {
    if (list.length < MOST) list.push(entry);
    else capped = true;
  };
  const round = (ms) => Math.round(ms * 1000) / 1000;

  const take = {
    paint: (entry) => {
      if (entry.name === 'first-contentful-paint') firstContentfulPaint = entry.startTime;
    },
    // The last one that comes is the largest.
    'largest-contentful-paint': (entry) => { largestContentfulPaint = entry.startTime; },
    'layout-shift': (entry) => {
      if (!entry.hadRecentInput) keep(shifts, [round(entry.startTime), entry.value]);
    },
    longtask: (entry) => keep(tasks, [round(entry.startTime), round(entry.duration)]),
    event: (entry) => {
      if (entry.interactionId) keep(events, [round(entry.startTime), entry.duration, entry.interactionId]);
    },
  };
  // Told also if it took less than any event that is worth an entry.
  take['first-input'] = take.event;

  const watch = (type) => {
    const takeAll = (entries) => entries.forEach((entry) => take[type](entry));
    const observer = new PerformanceObserver((list) => takeAll(list.getEntries()));
    try {
      observer.observe({ type, buffered: true, durationThreshold: 16 });
    } catch {
      return () => {};  // a browser without it
    }
    return () => takeAll(observer.takeRecords());
  };
  const pending = Object.keys(take).map(watch);

  // Whether more can come of the page by itself: it has scripts, or had them. The browser numbers a document's
  // timers from 1, those of all worlds together: what is beyond our own was the page's.
  let asked = 0;
  const mayChange = () => {
    asked += 1;
    const timer = setTimeout(() => {}, 0);
    clearTimeout(timer);
    const frame = requestAnimationFrame(() => {});
    cancelAnimationFrame(frame);
    return timer > asked || frame > asked || window.length > 0 || document.scripts.length > 0 ||
        document.querySelector('meta[http-equiv="refresh" i]') !== null ||
        document.getAnimations().some((animation) => animation.playState === 'running');
  };

  window.portalProbeVitals = () => {
    pending.forEach((collect) => collect());
    const navigation = performance.getEntriesByType('navigation')[0] || {};
    return JSON.stringify({
      origin: performance.timeOrigin,
      now: performance.now(),
      // Of the answer itself, where there were early hints before it.
      firstByte: navigation.finalResponseHeadersStart || navigation.responseStart || null,
      firstContentfulPaint,
      largestContentfulPaint,
      domContentLoaded: navigation.domContentLoadedEventEnd || null,
      load: navigation.loadEventStart || null,
      tasks,
      shifts,
      events,
      interactions: performance.interactionCount || 0,
      mayChange: mayChange(),
      capped,
    });
  };
})();
