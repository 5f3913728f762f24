// Asking benchd, and what its refusals say.

/** The answer to a GET; throws an error whose message is the problem's sentence. */
export async function get(path, options = {}) {
    const response = await fetch(path, options).catch((error) => {
        throw new Error(`benchd does not answer (${error.message})`);
    });
    if (!response.ok) throw new Error(await refusal(response));
    return response;
}

export async function getJSON(path) {
    const response = await get(path, { headers: { Accept: "application/json" } });
    return response.json();
}

async function refusal(response) {
    const problem = await response.json().catch(() => ({}));
    return problem.detail ?? `${new URL(response.url).pathname} answered ${response.status}`;
}
