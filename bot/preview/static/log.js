// The chat of one phone as a scrolling list: it follows new messages unless its person has scrolled up.

const NEAR = 40;
const GAP = 8;
const ANSWER_SECONDS = 10;

export class Log {
  constructor(node, newest) {
    this.node = node;
    this.newest = newest;
    this.following = true;
    this.sought = 0;
    this.unseen = 0;
    this.awaited = 0;
    node.addEventListener("scroll", () => this.scrolled(), { passive: true });
    newest.addEventListener("click", () => {
      this.to(node.scrollHeight);
      node.focus({ preventScroll: true });
    });
    // The keyboard below came or went, a picture has loaded, the window changed: hold the place that was sought.
    new ResizeObserver(() => this.following && this.follow()).observe(node);
  }

  message(id) {
    return this.node.querySelector(`[data-id="${Number(id)}"]`);
  }

  add(message) {
    this.node.append(message);
    if (Date.now() < this.awaited) this.following = true;
    else if (!this.following) this.unseen += 1;
    this.follow();
  }

  /** The person has done something here, and wants to see what comes of it. */
  await() {
    this.awaited = Date.now() + ANSWER_SECONDS * 1000;
  }

  /** Show the newest message: its end, or its beginning where it is longer than the phone. */
  follow() {
    const last = this.node.lastElementChild;
    if (!last || !this.following) return this.showNewest();
    const room = this.node.clientHeight;
    this.to(last.offsetHeight + 2 * GAP > room ? last.offsetTop - GAP : this.node.scrollHeight - room);
  }

  to(top) {
    this.following = true;
    this.unseen = 0;
    this.node.scrollTop = top;
    this.sought = this.node.scrollTop;
    this.showNewest();
  }

  scrolled() {
    // What we sought ourselves, or anything below it, is not scrolling up.
    this.following = this.node.scrollTop >= this.sought - NEAR || this.below() < NEAR;
    if (this.following) this.unseen = 0;
    this.showNewest();
  }

  below() {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight;
  }

  showNewest() {
    this.newest.hidden = this.below() < NEAR;
    this.newest.lastElementChild.textContent = this.unseen || "";
    this.newest.setAttribute("aria-label", this.unseen ? `Newest messages, ${this.unseen} new` : "Newest messages");
  }
}
