// The page: reads the state, listens for changes, and hands both to the phones and to what is beside them.
import { Developer } from "./developer.js";
import { Later, onTick } from "./later.js";
import { make, pressable } from "./make.js";
import { Phone } from "./phone.js";
import { Switcher } from "./switcher.js";

const CITIES = [
  ["Berlin", 52.52, 13.405], ["London", 51.507, -0.128], ["New York", 40.713, -74.006], ["São Paulo", -23.55, -46.633],
  ["Cairo", 30.044, 31.236], ["Delhi", 28.614, 77.209], ["Tokyo", 35.676, 139.65], ["Sydney", -33.869, 151.209],
];
const LOST = "Not connected. Is the preview still running?";

const phones = new Map();
const connection = document.getElementById("connection");
const notice = document.getElementById("notice");
const place = document.getElementById("place");
const anew = document.getElementById("anew");
const switcher = new Switcher();
const names = (id) => ({ name: phones.get(id)?.state.first_name || "", zone: phones.get(id)?.zone });
const developer = new Developer(names);
const later = new Later(ask, names);
let early = null;

/** Ask the server to do something: its answer, or null after telling why not. */
async function ask(path, body) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const told = await answer.json();
    if (answer.ok) return told;
    showNotice(told.error);
  } catch {
    connection.textContent = LOST;
  }
  return null;
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
    place.querySelector(".cities").append(pressable("", name, () => {
      latitude.value = lat;
      longitude.value = lon;
      place.close("share");
    }));
  }
}

function offerAnew() {
  const button = document.getElementById("start-anew");
  button.addEventListener("click", () => {
    anew.returnValue = "";
    anew.showModal();
  });
  anew.addEventListener("close", () => anew.returnValue === "erase" && ask("/api/reset", {}));
}

// Changes that come while the state is being read are kept and taken in after it. `whole`: the chats are shown anew.
async function load(whole) {
  early = [];
  try {
    const state = await (await fetch("/api/phones")).json();
    for (const one of state.phones) {
      const zone = zoneOf(state.stage, one.user_id);
      const phone = phones.get(one.user_id) || addPhone(one);
      const moved = phone.zone !== zone;
      phone.zone = zone;
      if (whole || moved) phone.show(one);
      else phone.introduce(one);
      if (!one.messages.length) switcher.news(phone.node, "");
    }
    showStage(state.stage);
    connection.textContent = "";
  } finally {
    const kept = early || [];
    early = null;
    kept.forEach(take);
  }
}

function addPhone(state) {
  const phone = new Phone(state, (id, deed, body) => ask(`/api/phones/${id}/${deed}`, body), choosePlace, showNotice);
  phones.set(state.user_id, phone);
  document.getElementById("phones").append(phone.node);
  switcher.add(state.first_name, phone.node);
  onTick((now) => phone.tick(now));
  if (phones.size === 1 && matchMedia("(min-width: 42rem) and (pointer: fine)").matches) phone.input.focus();
  linkPhones();
  return phone;
}

/** From the head of the page to each phone, and from each phone to the next one, past everything between. */
function linkPhones() {
  const all = [...phones.values()];
  document.querySelectorAll("body > .skip").forEach((node) => node.remove());
  document.body.prepend(...all.map((phone) => skip(make("a", "skip"), phone)));
  if (all.length > 1) all.forEach((phone, at) => skip(phone.find("a.skip"), all[(at + 1) % all.length]));
}

function skip(node, phone) {
  node.hidden = false;
  node.textContent = `Go to ${phone.state.first_name}'s phone`;
  node.href = `#${phone.node.id}`;
  node.onclick = (event) => {
    event.preventDefault();
    switcher.show(phone.node);
    phone.input.focus();
  };
  return node;
}

function showStage(stage) {
  later.show(stage);
  developer.node.hidden = !stage;
  if (stage) developer.show(stage.turns, [...phones.keys()]);
}

/** The time zone of a phone: its person's own, else the other's, else this machine's (null). */
function zoneOf(stage, id) {
  return stage?.zones[id] || Object.values(stage?.zones || {}).find(Boolean) || null;
}

/** What stands behind the phones has changed; where somebody's time zone did, their times are to be shown anew. */
function takeStage(stage) {
  showStage(stage);
  if ([...phones].some(([id, phone]) => zoneOf(stage, id) !== phone.zone)) load(true);
}

function take(change) {
  if (early) early.push(change);
  else if (change.stage) takeStage(change.stage);
  else {
    const phone = phones.get(change.user_id);
    if (change.kind === "message" && change.message.by_bot && phone) switcher.news(phone.node);
    if (!phone?.change(change)) load(true);
    else if (phone.isEmpty) switcher.news(phone.node, "");
  }
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
    connection.textContent = LOST;
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
}

fillCities();
offerAnew();
listen();
