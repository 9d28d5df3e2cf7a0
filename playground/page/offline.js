// Keeps the whole site, so that it opens again without a network. FILES and VERSION are filled in when it is built.
const VERSION = "derive-@VERSION@";
const FILES = "@FILES@";

addEventListener("install", (event) => {
  event.waitUntil(caches.open(VERSION).then((kept) => kept.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (names) => names.filter((each) => each.startsWith("derive-") && each !== VERSION);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((each) => caches.delete(each)))).then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  event.respondWith(caches.match(event.request, { ignoreSearch: true }).then((kept) => kept ?? fetch(event.request)));
});
