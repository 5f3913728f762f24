"""The rows of the table, a module for each group; `rows(bench)` measures a group."""

from . import catalog, filing, judging, libraries, memory, mixed, serving

GROUPS = {module.__name__.rpartition(".")[2]: module.rows for module in (serving, filing, judging, memory, libraries, catalog, mixed)}
