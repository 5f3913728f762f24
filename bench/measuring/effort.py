"""How much is measured, and for how long."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    name: str
    # How often each row is measured, and how long each load lasts; wrk knows whole seconds only.
    rounds: int
    seconds: int
    # The disk is fast only for a while: between bursts it rests for so many seconds.
    rest: float
    # Sizes of the large report and of a burst, in bytes.
    large: int
    burst: int
    drops: int
    single_drops: int
    # Numbers of runs: of the libraries that are listed, of the one that is started, of those whose catalog is weighed.
    listed: tuple[int, ...]
    started: int
    weighed: int
    clients: int
    # Seconds of everything at once.
    mixed: int
    has_curves: bool = False
    # What the curves go over, besides the libraries above.
    libraries: tuple[int, ...] = ()
    report_sizes: tuple[int, ...] = ()
    connections: tuple[int, ...] = ()
    members: tuple[int, ...] = ()


EFFORTS = {
    effort.name: effort for effort in (
        Effort(
            "smoke", rounds=1, seconds=1, rest=0, large=3_000_000, burst=4_000_000, drops=20, single_drops=3, listed=(100, 300), started=300,
            weighed=20, clients=50, mixed=6),
        Effort(
            "bench", rounds=5, seconds=2, rest=3, large=45_000_000, burst=30_000_000, drops=600, single_drops=11,
            listed=(1_000, 10_000, 30_000), started=30_000, weighed=60, clients=500, mixed=60),
        Effort(
            "full", rounds=5, seconds=5, rest=8, large=45_000_000, burst=30_000_000, drops=600, single_drops=25,
            listed=(1_000, 10_000, 30_000, 100_000, 1_000_000), started=30_000, weighed=60, clients=500, mixed=300, has_curves=True,
            libraries=(1_000, 10_000, 100_000, 1_000_000), report_sizes=(100_000, 1_000_000, 10_000_000, 30_000_000, 60_000_000),
            connections=(1, 4, 16, 64, 256, 1_000), members=(10, 100, 1_000, 10_000, 100_000)),
    )
}
