// SPDX-License-Identifier: Apache-2.0
// Holds an answer against the contract: the part of JSON Schema that api/openapi.yaml uses. A field that the contract
// does not know is a mistake too.
import {readFileSync} from "node:fs";
import {load} from "js-yaml";

export const contract = load(readFileSync(new URL("../../api/openapi.yaml", import.meta.url), "utf8"));

function resolve(schema) {
  return schema.$ref ? resolve(schema.$ref.slice(2).split("/").reduce((at, name) => at[name], contract)) : schema;
}

function typeOf(value) {
  return value === null ? "null" : Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;
}

// What is wrong, one line each; none if the value is as the schema says.
export function mistakes(given, value, where = "$") {
  const schema = resolve(given);
  if (schema.oneOf) {
    const tries = schema.oneOf.map((one) => mistakes(one, value, where));
    return tries.find((found) => found.length === 0) ?? tries[0];
  }
  const types = [schema.type ?? []].flat();
  const type = typeOf(value);
  if (types.length > 0 && !types.includes(type) && !(type === "integer" && types.includes("number"))) {
    return [`${where} is ${type}, not ${types.join(" or ")}`];
  }
  const found = [];
  if (schema.enum && !schema.enum.includes(value)) {
    found.push(`${where} is ${value}`);
  }
  if (schema.format === "date-time" && type === "string" && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) {
    found.push(`${where} is no time: ${value}`);
  }
  if (type === "array") {
    if (value.length < (schema.minItems ?? 0) || value.length > (schema.maxItems ?? Infinity)) {
      found.push(`${where} has ${value.length} items`);
    }
    value.forEach((item, at) => found.push(...mistakes(schema.items ?? {}, item, `${where}[${at}]`)));
  }
  if (type === "object") {
    for (const name of schema.required ?? []) {
      if (!(name in value)) {
        found.push(`${where}.${name} is missing`);
      }
    }
    for (const [name, inner] of Object.entries(value)) {
      const known = schema.properties?.[name] ?? (typeof schema.additionalProperties === "object" ? schema.additionalProperties : null);
      found.push(...(known ? mistakes(known, inner, `${where}.${name}`) : schema.properties ? [`${where}.${name} is not in the contract`] : []));
    }
  }
  return found;
}

// The schema of a JSON answer, if the operation gives one.
export function answerSchema(method, path, status) {
  const operation = contract.paths[path]?.[method.toLowerCase()];
  const response = operation?.responses[status] ?? operation?.responses.default;
  return response && resolve(response).content?.["application/json"]?.schema;
}
