// The links of the server that sent this page.

import { Links } from "../model/links.js";

export const links = new Links(document.documentElement.dataset.base);
