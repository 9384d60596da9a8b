// SPDX-License-Identifier: Apache-2.0
import {BlueprintProvider} from "@blueprintjs/core";
import {QueryClient, QueryClientProvider} from "@tanstack/react-query";
import {StrictMode} from "react";
import {createRoot} from "react-dom/client";
import "@blueprintjs/core/lib/css/blueprint.css";
import "./style.css";
import {ApiError} from "./api/client.ts";
import {App} from "./app.tsx";
import {SayProvider} from "./say.tsx";
import {SessionProvider} from "./session.tsx";
import {SettingsProvider} from "./settings.tsx";
import {WordsProvider} from "./words/words.tsx";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,  // each reading is an entry in the audit log: none by accident
      refetchOnReconnect: false,
      // A server that is busy says so, and is asked again after a while; what it refused is not asked twice.
      retry: (count, error) => (error instanceof ApiError ? error.status === 503 && count < 3 : count < 1),
    },
  },
});

const place = document.getElementById("app");
if (place) {
  createRoot(place).render(
    <StrictMode>
      <BlueprintProvider>
        <QueryClientProvider client={queries}>
          <SettingsProvider>
            {(settings) => (
              <WordsProvider language={settings.language}>
                <SayProvider>
                  <SessionProvider>
                    <App />
                  </SessionProvider>
                </SayProvider>
              </WordsProvider>
            )}
          </SettingsProvider>
        </QueryClientProvider>
      </BlueprintProvider>
    </StrictMode>);
}
