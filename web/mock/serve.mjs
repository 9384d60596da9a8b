// SPDX-License-Identifier: Apache-2.0
import {PASSWORD, startMock, USERS} from "./server.mjs";

const {url} = await startMock(8790);
console.log(`${url}  users: ${Object.keys(USERS).join(", ")}  password: ${PASSWORD}`);
