// Keeps the part of the page that the address points to in view while charts above it arrive.

/** Follows changes of height in `growing` until the reader does anything; a new target begins again. */
export function keepTargetInView(growing) {
    let isHeld = true;
    const letGo = () => (isHeld = false);
    for (const input of ["wheel", "touchstart", "pointerdown", "keydown"]) {
        addEventListener(input, letGo, { passive: true });
    }
    addEventListener("hashchange", () => (isHeld = true));
    const follow = new ResizeObserver(() => {
        if (isHeld) document.querySelector(":target")?.scrollIntoView();
    });
    follow.observe(growing);
}
