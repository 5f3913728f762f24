// The members of a config archive: shows the characters in their names that turn the direction of writing.

import { showControls } from "./page/names.js";

showControls(document);
