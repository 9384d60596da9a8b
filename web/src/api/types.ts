// SPDX-License-Identifier: Apache-2.0
// Short names for the types that are made from api/openapi.yaml.
import type {components, operations} from "./schema.ts";

type Schemas = components["schemas"];
export type Role = Schemas["Role"];
export type LegalName = Schemas["LegalName"];
export type Authority = Schemas["Authority"];
export type Task = Schemas["Task"];
export type User = Schemas["User"];
export type Case = Schemas["Case"];
export type Hit = Schemas["Hit"];
export type Message = Schemas["Message"];
export type Conversation = Schemas["Conversation"];
export type Handle = Schemas["Handle"];
export type Note = Schemas["Note"];
export type Selection = Schemas["Selection"];
export type Exhibit = Schemas["Exhibit"];
export type Source = Schemas["Source"];
export type Finding = Schemas["Finding"];
export type AuditEntry = Schemas["AuditEntry"];
export type UserEntry = Schemas["UserEntry"];
export type Failure = Schemas["Failure"]["error"];

// What an operation of the contract answers.
export type Answer<Name extends keyof operations> = operations[Name]["responses"] extends {
  200: {content: {"application/json": infer Body}};
} ? Body : never;
export type Session = Answer<"signIn">;
export type Order = NonNullable<NonNullable<operations["search"]["parameters"]["query"]>["order"]>;
export type Gap = Answer<"listGaps">["gaps"][number];
export type Network = Answer<"network">;
export type FacetKey = NonNullable<operations["facets"]["parameters"]["query"]>["by"];
