// Starts the SDK of pages, with what the storefront wrote into this script's tag.
const { endpoint, key, release } = document.querySelector('#watch').dataset;

globalThis.sightglass.start({
  endpoint,
  ...(key && { key }),
  service: 'shop-page',
  release,
  environment: 'demo',
  // Every visit is recorded, as this is an example; what is on the page for everybody to see is shown.
  replay: {
    sampleRatio: 1,
    allow: ['h1', 'nav', 'footer', '.grid', '.detail'],
    workerUrl: '/recorder-worker.js',
  },
});
