// The page: reads the state, listens for changes, and hands both to the phones.
import { clock, make } from "./message.js";
import { Phone } from "./phone.js";

const CITIES = [
  ["Berlin", 52.52, 13.405], ["London", 51.507, -0.128], ["New York", 40.713, -74.006], ["São Paulo", -23.55, -46.633],
  ["Cairo", 30.044, 31.236], ["Delhi", 28.614, 77.209], ["Tokyo", 35.676, 139.65], ["Sydney", -33.869, 151.209],
];

const phones = new Map();
const connection = document.getElementById("connection");
const notice = document.getElementById("notice");
const place = document.getElementById("place");
let early = null;

async function post(userId, deed, body) {
  try {
    const answer = await fetch(`/api/phones/${userId}/${deed}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) showNotice((await answer.json()).error);
    return answer.ok;
  } catch {
    connection.textContent = "Not connected. Is the preview still running?";
    return false;
  }
}

function showNotice(text) {
  document.getElementById("notice-text").textContent = text;
  if (!notice.open) notice.showModal();
}

function choosePlace() {
  return new Promise((resolve) => {
    place.returnValue = "";
    place.addEventListener("close", () => {
      const { latitude, longitude } = place.querySelector("form").elements;
      const chosen = { latitude: Number(latitude.value), longitude: Number(longitude.value) };
      resolve(place.returnValue === "share" ? chosen : null);
    }, { once: true });
    place.showModal();
  });
}

function fillCities() {
  const { latitude, longitude } = place.querySelector("form").elements;
  for (const [name, lat, lon] of CITIES) {
    const button = make("button", "", name);
    button.type = "button";
    button.addEventListener("click", () => {
      latitude.value = lat;
      longitude.value = lon;
      place.close("share");
    });
    place.querySelector(".cities").append(button);
  }
}

// Changes that come while the state is being read are kept and taken in after it. `anew`: the chats, too.
async function load(anew) {
  early = [];
  try {
    const state = await (await fetch("/api/phones")).json();
    for (const one of state.phones) {
      const phone = phones.get(one.user_id);
      if (!phone) addPhone(one);
      else if (anew) phone.show(one);
      else phone.introduce(one);
    }
    connection.textContent = "";
  } finally {
    const kept = early || [];
    early = null;
    kept.forEach(take);
  }
}

function addPhone(state) {
  const phone = new Phone(state, post, choosePlace, showNotice);
  phones.set(state.user_id, phone);
  document.getElementById("phones").append(phone.node);
  if (phones.size === 1 && matchMedia("(min-width: 42rem) and (pointer: fine)").matches) phone.input.focus();
  phone.log.follow();
  const jump = make("a", "", state.first_name);
  jump.href = `#${phone.node.id}`;
  document.getElementById("whose-phone").append(jump);
}

function take(change) {
  if (early) early.push(change);
  else phones.get(change.user_id)?.change(change);
}

function listen() {
  const source = new EventSource("/api/changes");
  source.addEventListener("message", (event) => {
    const change = JSON.parse(event.data);
    // "profile": the bot has set its commands or its description.
    if (change.kind === "hello" || change.kind === "profile") load(change.kind === "hello");
    else take(change);
  });
  source.addEventListener("error", () => {
    connection.textContent = "Not connected. Is the preview still running?";
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
}

function tick() {
  const now = clock(new Date());
  for (const shown of document.querySelectorAll(".status-bar .clock")) {
    if (shown.textContent !== now) shown.textContent = now;
  }
}

fillCities();
listen();
setInterval(tick, 1000);
