import { decodeBase64 } from "./base64.mjs";

/** Why a line has not the shape of its kind. */
export class ShapeError extends Error {
  constructor(message) {
    super(message);
    this.name = "ShapeError";
  }
}

/** Throws unless the value is an object. */
export function objectShape(value, path = "") {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw misshapen(path, "an object is expected");
  return value;
}

/** A member that must be there. */
export function memberOf(object, name, path = "") {
  if (!(name in object)) throw misshapen(`${path}${name}`, "missing");
  return object[name];
}

export function stringOf(object, name, path = "") {
  const value = memberOf(object, name, path);
  if (typeof value !== "string") throw misshapen(`${path}${name}`, "a string is expected");
  return value;
}

/** A whole number. */
export function integerOf(object, name, path = "") {
  const value = memberOf(object, name, path);
  if (!Number.isInteger(value)) throw misshapen(`${path}${name}`, "a whole number is expected");
  return value;
}

/** A whole number from 0 up. */
export function countOf(object, name, path = "") {
  return countShape(memberOf(object, name, path), `${path}${name}`);
}

export function countShape(value, path) {
  if (!Number.isInteger(value)) throw misshapen(path, "a whole number is expected");
  if (value < 0) throw misshapen(path, "a whole number from 0 up is expected");
  return value;
}

export function arrayShape(value, path) {
  if (!Array.isArray(value)) throw misshapen(path, "an array is expected");
  return value;
}

export function base64Shape(value, path) {
  if (typeof value !== "string") throw misshapen(path, "a string is expected");
  const bytes = decodeBase64(value);
  if (bytes === null) throw misshapen(path, "base64 in its one spelling is expected");
  return bytes;
}

/** 32 bytes in base64. */
export function hashShape(value, path) {
  const bytes = base64Shape(value, path);
  if (bytes.length !== 32) throw misshapen(path, "32 bytes in base64 are expected");
  return bytes;
}

export function hashesShape(value, path) {
  return arrayShape(value, path).map((element, place) => hashShape(element, `${path}.${place}`));
}

export function misshapen(path, sentence) {
  return new ShapeError(path === "" ? sentence : `${path}: ${sentence}`);
}
