"""Measures benchd beside other programs that do the same work, and writes docs/performance.md."""
