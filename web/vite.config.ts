// SPDX-License-Identifier: Apache-2.0
import react from "@vitejs/plugin-react";
import {defineConfig, type Plugin} from "vite";

// Blueprint can load all of its icons by name, a megabyte of them. Ours are imported one by one, so that loader is left out.
function withoutIconLoaders(): Plugin {
  const empty = "\0no-icon-loader";
  return {
    name: "without-icon-loaders",
    enforce: "pre",
    resolveId: (id) => (/paths-loaders\/(allPaths|splitPathsBySize)Loader/.test(id) ? empty : null),
    load: (id) => (id === empty
      ? "const none = async () => []; export const allPathsLoader = none; export const splitPathsBySizeLoader = none;"
      : null),
  };
}

export default defineConfig({
  plugins: [withoutIconLoaders(), react()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,  // the policy allows no data: addresses
    modulePreload: {polyfill: false},
    reportCompressedSize: false,
  },
  server: {proxy: {"/api": "http://127.0.0.1:8790"}},
});
