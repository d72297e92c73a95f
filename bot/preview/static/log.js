// The chat of one phone as a scrolling list: it follows new messages unless its person has scrolled up.

const NEAR = 40;
const GAP = 8;
const ANSWER_SECONDS = 10;
const GLIDE_SECONDS = 0.8;

export class Log {
  constructor(node, newest) {
    this.node = node;
    this.newest = newest;
    this.following = true;
    this.sought = 0;
    this.unseen = 0;
    this.awaited = 0;
    this.gliding = 0;
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
    this.follow(!matchMedia("(prefers-reduced-motion: reduce)").matches);
  }

  /** The person has done something here, and wants to see what comes of it. */
  await() {
    this.awaited = Date.now() + ANSWER_SECONDS * 1000;
  }

  /** Show the newest message: its end, or its beginning where it is longer than the phone; `gently`: by gliding. */
  follow(gently = false) {
    const last = this.node.lastElementChild;
    if (!last || !this.following) return this.showNewest();
    const room = this.node.clientHeight;
    this.to(last.offsetHeight + 2 * GAP > room ? last.offsetTop - GAP : this.node.scrollHeight - room, gently);
  }

  to(top, gently = false) {
    this.following = true;
    this.unseen = 0;
    this.sought = Math.max(0, Math.min(top, this.node.scrollHeight - this.node.clientHeight));
    this.last = this.node.scrollTop;
    this.gliding = gently ? Date.now() + GLIDE_SECONDS * 1000 : 0;
    this.node.scrollTo({ top, behavior: gently ? "smooth" : "instant" });
    this.showNewest();
  }

  scrolled() {
    const onward = this.node.scrollTop >= this.last;
    this.last = this.node.scrollTop;
    // On the way to what was sought; only going up is the person's own scrolling.
    if (onward && Date.now() < this.gliding && this.last < this.sought - 1) return;
    this.gliding = 0;
    // What we sought ourselves, or anything below it, is not scrolling up.
    this.following = this.node.scrollTop >= this.sought - NEAR || this.below() < NEAR;
    if (this.following) this.unseen = 0;
    this.showNewest();
  }

  below() {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight;
  }

  showNewest() {
    const reached = Math.max(this.node.scrollTop, Date.now() < this.gliding ? this.sought : 0);
    this.newest.hidden = this.node.scrollHeight - reached - this.node.clientHeight < NEAR;
    this.newest.lastElementChild.textContent = this.unseen || "";
    this.newest.setAttribute("aria-label", this.unseen ? `Newest messages, ${this.unseen} new` : "Newest messages");
  }
}
