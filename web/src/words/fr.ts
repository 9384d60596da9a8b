// SPDX-License-Identifier: Apache-2.0
import {en} from "./en.ts";
import type {Catalogue} from "./words.tsx";

export const fr: Catalogue = {...en};
