import { defineConfig } from 'vite';

const target = process.env.OUROBOROS_URL ?? 'http://127.0.0.1:8080';

// What is built is committed: it has to be the same wherever it is built, and nothing in it may need the page's
// policy to allow what is inline.
export default defineConfig({
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Its licence asks for this in every copy.
    rolldownOptions: { output: { postBanner: '/*! with Preact: MIT License, Copyright (c) 2015-present Jason Miller */' } },
  },
  // Calls of `h` are a twelfth shorter than what `jsx` makes of the same.
  oxc: { jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' }, jsxInject: `import { h, Fragment } from 'preact'` },
  // `npx vite` beside a running server, which answers pages of its own alone: OUROBOROS_URL names it.
  server: {
    proxy: Object.fromEntries(
      ['/v1', '/login', '/logout', '/session', '/rules'].map((path) => [path, { target, changeOrigin: true, headers: { origin: target } }]),
    ),
  },
});
