"""A farm of rigs, several daemons and one PostgreSQL, measured on one machine (bench/farm)."""
