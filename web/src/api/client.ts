// SPDX-License-Identifier: Apache-2.0
// Talks to the server: the only place of the app that calls fetch, and only to /api/v1 of where it came from.
import type {Answer, Failure} from "./types.ts";
import type {operations} from "./schema.ts";

export class ApiError extends Error {
  constructor(readonly status: number, readonly failure: Failure) {
    super(failure.what);
    this.name = "ApiError";
  }
}

type Values = Record<string, string | number | boolean | null | undefined>;

const state = {csrf: "", task: "", signedOut: () => {}};

export function setCsrf(csrf: string): void {
  state.csrf = csrf;
}
// Which task the requests for messages name.
export function setTask(task: string): void {
  state.task = task;
}
export function onSignedOut(callback: () => void): void {
  state.signedOut = callback;
}

async function failureOf(response: Response): Promise<Failure> {
  try {
    const body = await response.json() as {error?: Failure};
    if (body.error && typeof body.error.what === "string") {
      return body.error;
    }
  } catch {
    // not JSON: a proxy's page, or nothing
  }
  return {what: `HTTP ${response.status}`};
}

async function send(method: string, path: string, given: {query?: Values; body?: unknown; signal?: AbortSignal | undefined}):
    Promise<Response> {
  const query = Object.entries(given.query ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== "")
    .map(([name, value]) => [name, String(value)]);
  const headers: Record<string, string> = {Accept: "application/json"};
  if (state.task) {
    headers["X-Task"] = state.task;
  }
  if (method !== "GET") {
    headers["X-CSRF"] = state.csrf;
  }
  if (given.body !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  const response = await fetch(`/api/v1${path}${query.length ? "?" + new URLSearchParams(query) : ""}`, {
    method,
    headers,
    body: given.body === undefined ? null : JSON.stringify(given.body),
    credentials: "same-origin",
    cache: "no-store",
    redirect: "error",
    signal: given.signal ?? null,
  });
  if (!response.ok) {
    if (response.status === 401 && path !== "/session") {
      state.signedOut();
    }
    throw new ApiError(response.status, await failureOf(response));
  }
  return response;
}

// `Name` is the operation of the contract that answers at `path`.
export async function get<Name extends keyof operations>(path: string, query: Values = {}, signal?: AbortSignal):
    Promise<Answer<Name>> {
  return await (await send("GET", path, {query, signal})).json() as Answer<Name>;
}

export async function post<Name extends keyof operations>(path: string, body: unknown): Promise<Answer<Name>> {
  const response = await send("POST", path, {body});
  return (response.status === 204 ? undefined : await response.json()) as Answer<Name>;
}

export async function remove(path: string, query: Values = {}): Promise<void> {
  await send("DELETE", path, {query});
}

export async function getText(path: string): Promise<string> {
  return (await send("GET", path, {})).text();
}

export async function getBytes(path: string, query: Values = {}): Promise<Uint8Array> {
  return new Uint8Array(await (await send("GET", path, {query})).arrayBuffer());
}
