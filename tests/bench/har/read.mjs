// Reads a HAR by har-validator and by the importer of Chromium's DevTools, and tells as JSON what they make of it.
//
// usage: node read.mjs FOLDER FILE...     FOLDER: with the node_modules of package.json
//
// The DevTools' importer and exporter are used as they are published, with all that they need. What the importer has
// understood of an entry is what the exporter says of it afterwards, and for times what the network panel's bars are drawn from
// (the exporter counts the look-up of a name as part of the connection, too). Both have to be what we wrote.

import {existsSync, readFileSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {resolve} from "node:path";
import {pathToFileURL} from "node:url";

const folder = resolve(process.argv[2]);
const require = createRequire(folder + "/package.json");
const frontEnd = folder + "/node_modules/chrome-devtools-frontend/front_end";

// The package lacks what its build generates: here only the list of languages.
const languages = {
  name: "languages",
  setup(build) {
    build.onResolve({filter: /\/locales\.js$/}, () => ({path: "locales", namespace: "languages"}));
    build.onLoad({filter: /.*/, namespace: "languages"}, () => ({
      contents: `export const LOCALES = ["en-US"], BUNDLED_LOCALES = ["en-US"], DEFAULT_LOCALE = "en-US";
                 export const LOCAL_FETCH_PATTERN = "", REMOTE_FETCH_PATTERN = "";`}));
  },
};

async function devTools() {
  const bundle = folder + "/devtools.mjs";
  await require("esbuild").build({
    stdin: {contents: `export * as HAR from "${frontEnd}/models/har/har.js";
                       export * as Protocol from "${frontEnd}/generated/protocol.js";`, resolveDir: folder},
    bundle: true, format: "esm", platform: "node", outfile: bundle, plugins: [languages], logLevel: "error"});
  globalThis.self = globalThis;
  globalThis.location ??= {search: "", href: "devtools://devtools"};
  const {HAR, Protocol} = await import(pathToFileURL(bundle));
  globalThis.Protocol = Protocol;
  return HAR;
}

const within = (a, b, most) => Math.abs(a - b) <= most;

// What the network panel would draw, in ms, by HAR's names.
function phases(request) {
  const {dnsStart, dnsEnd, connectStart, connectEnd, sslStart, sslEnd, sendStart, sendEnd, receiveHeadersEnd} = request.timing;
  return {blocked: [dnsStart, connectStart, sendStart].find(one => one >= 0), dns: dnsEnd - dnsStart,
          connect: connectEnd - connectStart, ssl: sslEnd - sslStart, send: sendEnd - sendStart, wait: receiveHeadersEnd - sendEnd,
          time: (request.endTime - request.issueTime()) * 1000};
}

// A list of complaints about one entry: what the DevTools say differs from what stands there.
function differences(ours, theirs, request) {
  const found = [];
  const same = (name, a, b) => a === b || found.push(`${name}: ${JSON.stringify(a)} was read as ${JSON.stringify(b)}`);
  same("method", ours.request.method, theirs.request.method);
  same("url", ours.request.url.split("#")[0], theirs.request.url.split("#")[0]);
  same("status", ours.response.status, theirs.response.status);
  same("size", ours.response.content.size, theirs.response.content.size);
  same("mimeType", ours.response.content.mimeType, theirs.response.content.mimeType);
  same("transferred", ours.response._transferSize ?? 0, theirs.response._transferSize);
  same("page", ours.pageref !== undefined, theirs.pageref !== undefined);
  same("address", ours.serverIPAddress ?? "", theirs.serverIPAddress?.replace(/[[\]]/g, "") ?? "");
  same("connection", ours._connectionId ?? "", theirs._connectionId ?? "");
  same("type", ours._resourceType ?? theirs._resourceType, theirs._resourceType);
  same("initiator", ours._initiator?.url, theirs._initiator?.url);
  const began = [ours, theirs].map(one => Date.parse(one.startedDateTime));
  if (!within(...began, 1)) found.push(`began: ${ours.startedDateTime} was read as ${theirs.startedDateTime}`);
  for (const [name, took] of Object.entries(phases(request))) {
    const wrote = Math.max(name === "time" ? ours.time : ours.timings[name], 0);
    if (!within(wrote, took, 0.01)) found.push(`${name}: ${wrote} ms were read as ${took}`);
  }
  return found;
}

async function read(HAR, file) {
  const text = readFileSync(file, "utf8");
  const told = {file, entries: 0, pages: 0, invalid: [], differences: []};
  await require("har-validator").har(JSON.parse(text)).catch(error => {
    told.invalid = (error.errors ?? [error]).map(one => `${one.dataPath ?? ""} ${one.message}`);
  });
  const ours = JSON.parse(text).log.entries.map((entry, place) => ({entry, place}));
  ours.sort((a, b) => Date.parse(a.entry.startedDateTime) - Date.parse(b.entry.startedDateTime));  // as the importer does
  const requests = HAR.Importer.Importer.requestsFromHARLog(new HAR.HARFormat.HARRoot(JSON.parse(text)).log);
  const theirs = await HAR.Log.Log.build(requests, {sanitize: false});
  told.entries = theirs.entries.length;
  told.pages = theirs.pages.length;
  ours.forEach(({entry, place}, i) => {
    for (const text of differences(entry, theirs.entries[i], requests[i])) told.differences.push(`${place} ${entry.request.url}: ${text}`);
  });
  return told;
}

const HAR = await devTools();
for (const file of process.argv.slice(3)) console.log(JSON.stringify(await read(HAR, file)));
