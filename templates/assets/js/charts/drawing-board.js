// Draws what is near the window, when it comes near; everything at once when a test or a printer asks.

/** How many pixels above and below the window are near it. */
const NEAR = 400;

/**
 * Holds the drawable parts of a page. A part is `{ element, draw(), once }`: `draw` may return a promise, and a part
 * that is drawn `once` stays as it is when the others become stale.
 *
 * `<html data-ready="true">` once all parts are added and those near the window are drawn, `<html data-drawn="all">` once all
 * parts are.
 */
export class DrawingBoard {
    #tellFirst;
    /** Resolved when a chart is drawn, or none is near the window. */
    firstDrawing = new Promise((resolve) => (this.#tellFirst = resolve));
    #tellAll;
    /** Resolved when all parts are added. */
    #all = new Promise((resolve) => (this.#tellAll = resolve));
    #hasAll = false;
    #parts = new Map();
    #queue = new Set();
    #undelivered = 0;
    #running = 0;
    #isWorking = false;
    #canDraw;
    #observer = new IntersectionObserver((changes) => this.#noticed(changes), { rootMargin: `${NEAR}px 0px` });

    /** @param canDraw a promise of whether charts can be drawn; parts may be added before it is kept */
    constructor(canDraw = Promise.resolve(true)) {
        this.#canDraw = canDraw;
    }

    add(part) {
        this.#parts.set(part.element, { ...part, isFresh: false, isNear: false, isDelivered: false });
        this.#undelivered += 1;
        this.#observer.observe(part.element);
    }

    /** Draws the first chart near the window without waiting for a frame, which would paint the page without it. */
    async drawFirst() {
        if (!(await this.#canDraw)) return;
        const part = [...this.#parts.values()].find(({ element, once }) => !once && isNear(element));
        if (!part || part.isFresh) return;
        await this.#draw(part);
        this.#tellFirst();
    }

    /** Says that no further parts follow for now; a page without parts is then ready. */
    addedAll() {
        this.#hasAll = true;
        this.#tellAll();
        this.#settle();
    }

    /**
     * Everything drawn so far is out of date: what is near is drawn again at once, the rest when it comes near.
     * @param concerns which figures, by their names; all without it
     */
    invalidate(concerns = () => true) {
        this.#outdate(({ element }) => concerns(element.dataset.figure));
    }

    /** What is inside an element is out of date. */
    refresh(around) {
        this.#outdate(({ element }) => around.contains(element));
    }

    #outdate(isConcerned) {
        delete document.documentElement.dataset.drawn;
        for (const part of this.#parts.values()) {
            if (part.once || !isConcerned(part)) continue;
            part.isFresh = false;
            if (part.isNear) this.#queue.add(part);
        }
        // What the reader pressed is seen first.
        setTimeout(() => this.#work());
    }

    /** Draws all parts, those that appear meanwhile included. */
    async drawAll() {
        await this.#drawEach(() => true);
        document.documentElement.dataset.drawn = "all";
    }

    /** Draws all parts outside closed drawers, those that appear meanwhile included. */
    drawOpen() {
        return this.#drawEach(isOpen);
    }

    async #drawEach(isWanted) {
        if (!(await this.#canDraw)) return;
        await this.#all;
        for (;;) {
            const part = [...this.#parts.values()].find((one) => isWanted(one) && (!one.isFresh || one.drawing));
            if (!part) return;
            await (part.drawing ?? this.#draw(part));
        }
    }

    /** Draws what needs no waiting, at once: a printer does not wait. */
    drawForPrint() {
        for (const part of this.#parts.values()) {
            if (!part.once && isOpen(part)) this.#draw(part);
        }
    }

    #noticed(changes) {
        for (const { target, isIntersecting } of changes) {
            const part = this.#parts.get(target);
            if (!part.isDelivered) this.#undelivered -= 1;
            part.isDelivered = true;
            part.isNear = isIntersecting;
            if (isIntersecting && !part.isFresh) this.#queue.add(part);
        }
        this.#work();
    }

    /** Draws one part after the other, with a pause between them so that the page stays usable; a part that loads delays no other. */
    async #work() {
        if (this.#isWorking) return;
        this.#isWorking = true;
        if (!(await this.#canDraw)) return;
        for (const part of this.#queue) {
            this.#queue.delete(part);
            if (part.isFresh || !part.isNear) continue;
            const drawing = this.#draw(part);
            if (part.once) continue;
            await drawing;
            this.#tellFirst();
            await new Promise((resume) => setTimeout(resume));
        }
        this.#isWorking = false;
        this.#settle();
    }

    async #draw(part) {
        part.isFresh = true;
        this.#running += 1;
        const drawing = part.draw();
        part.drawing = drawing;
        try {
            await drawing;
        } finally {
            if (part.drawing === drawing) part.drawing = null;
            this.#running -= 1;
            this.#settle();
        }
    }

    #settle() {
        const isIdle = this.#queue.size === 0 && this.#running === 0 && this.#undelivered === 0 && !this.#isWorking;
        if (!isIdle) return;
        this.#tellFirst();
        if (this.#hasAll) document.documentElement.dataset.ready = "true";
    }
}

function isOpen({ element }) {
    return !element.closest("details:not([open])");
}

function isNear(element) {
    const { top, bottom, width } = element.getBoundingClientRect();
    return width > 0 && bottom > -NEAR && top < innerHeight + NEAR;
}
