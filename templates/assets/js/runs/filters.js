// The form of the list sends itself when something is chosen, without the fields that are empty.

export function prepareFilters() {
    const form = document.querySelector("form[data-list-form]");
    form.dataset.scripted = "";
    form.addEventListener("change", ({ target }) => {
        if (target.matches("select")) form.requestSubmit();
        // A date is complete before someone has typed all of it.
        else if (target.matches("[name=since], [name=until]")) form.dataset.changed = "";
    });
    form.addEventListener("formdata", ({ formData }) => {
        for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
    });
}
