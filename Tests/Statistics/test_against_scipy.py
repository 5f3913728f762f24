"""The statistics of Analysis against scipy, on random numbers that are the same in every run."""

import json
import math
import subprocess
from pathlib import Path

import numpy
import pytest
from scipy import stats

PROBE = Path(__file__).resolve().parents[2] / ".build/debug/statistics-probe"
RANDOM_SEED = 20_261_123


@pytest.fixture
def random():
    return numpy.random.default_rng(RANDOM_SEED)


def answers(questions):
    """What the probe says to each question."""
    lines = "\n".join(json.dumps(question) for question in questions) + "\n"
    output = subprocess.run([PROBE], input=lines, capture_output=True, text=True, check=True, timeout=120).stdout
    found = [json.loads(line) for line in output.splitlines()]
    assert len(found) == len(questions)
    return found


def compare(questions, expected, tolerance=1e-9):
    """The answers must be those expected; `tolerance` is relative."""
    for question, answer, number in zip(questions, answers(questions), expected, strict=True):
        assert answer == pytest.approx(number, rel=tolerance, abs=1e-300), question


def samples(random, count, smallest=2, largest=40, decimals=None):
    """Log-normal numbers, as throughputs are; with few decimals some are equal."""
    for _ in range(count):
        values = random.lognormal(random.normal(0, 2), random.uniform(0.01, 1), random.integers(smallest, largest + 1))
        yield (values if decimals is None else numpy.round(values, decimals)).tolist()


def test_the_cumulative_distribution_of_t(random):
    pairs = [(float(random.normal(0, 5)), float(10 ** random.uniform(-0.5, 5))) for _ in range(500)]
    compare([{"function": "t_cumulative", "t": t, "degrees": v} for t, v in pairs], [stats.t.cdf(t, v) for t, v in pairs])


def test_two_sided_p_values_far_into_the_tails(random):
    pairs = [(float(10 ** random.uniform(-3, 2)), float(10 ** random.uniform(-0.5, 4))) for _ in range(500)]
    pairs = [(t, v) for t, v in pairs if stats.t.sf(t, v) > 1e-280]
    expected = [2 * stats.t.sf(t, v) for t, v in pairs]
    compare([{"function": "t_two_sided", "t": t, "degrees": v} for t, v in pairs], expected)


def test_p_values_with_more_degrees_of_freedom_than_anyone_has():
    pairs = [(t, v) for t in (0.1, 1.0, 2.0, 4.0, 6.0) for v in (1e6, 2e6, 1e8, 1e12)]
    expected = [2 * stats.t.sf(t, v) for t, v in pairs]
    compare([{"function": "t_two_sided", "t": t, "degrees": v} for t, v in pairs], expected, 1e-8)


def test_quantiles_of_t(random):
    pairs = [(float(10 ** random.uniform(-8, -0.4)), float(10 ** random.uniform(-0.3, 4))) for _ in range(500)]
    expected = [stats.t.ppf(p, v) for p, v in pairs]
    compare([{"function": "t_quantile", "p": p, "degrees": v} for p, v in pairs], expected, 1e-8)


def test_the_interval_of_the_mean_and_of_the_next_number(random):
    sets = list(samples(random, 100))
    means = [
        stats.t.interval(0.95, len(x) - 1, numpy.mean(x), stats.sem(x)) for x in sets]
    compare([{"function": "mean_interval", "values": x, "level": 0.95} for x in sets], means, 1e-8)
    nexts = [
        stats.t.interval(0.99, len(x) - 1, numpy.mean(x), numpy.std(x, ddof=1) * math.sqrt(1 + 1 / len(x))) for x in sets]
    compare([{"function": "prediction_interval", "values": x, "level": 0.99} for x in sets], nexts, 1e-8)


def test_the_interval_of_the_median(random):
    sets = list(samples(random, 200, smallest=1))
    expected = []
    for x in sets:
        interval = stats.quantile_test(x, p=0.5).confidence_interval(0.95)
        expected.append(None if math.isnan(interval.low) or math.isnan(interval.high) else [interval.low, interval.high])
    found = answers([{"function": "median_interval", "values": x, "level": 0.95} for x in sets])
    assert found == expected
    assert None in expected and any(expected)


def test_means_and_variances(random):
    sets = list(samples(random, 200))
    weights = [random.integers(1, 9, len(x)).tolist() for x in sets]
    compare([{"function": "variance", "values": x} for x in sets], [numpy.var(x, ddof=1) for x in sets])
    compare([{"function": "median", "values": x} for x in sets], [numpy.median(x) for x in sets])
    compare(
        [{"function": "geometric_mean", "values": x, "weights": w} for x, w in zip(sets, weights, strict=True)],
        [stats.gmean(x, weights=w) for x, w in zip(sets, weights, strict=True)])


def test_percentiles_by_nearest_rank(random):
    questions = [
        {"function": "nearest_rank", "values": x, "share": share} for x in samples(random, 100) for share in (0.25, 0.5, 0.9, 0.95, 0.99)]
    expected = [numpy.quantile(q["values"], q["share"], method="inverted_cdf") for q in questions]
    assert answers(questions) == pytest.approx(expected, rel=0, abs=0)


def test_the_line_of_least_squares(random):
    pairs = [(x, (numpy.array(x) * random.normal() + random.normal(0, 1, len(x))).tolist()) for x in samples(random, 100, smallest=3)]
    lines = [stats.linregress(x, y) for x, y in pairs]
    found = answers([{"function": "least_squares", "first": x, "second": y} for x, y in pairs])
    for answer, line in zip(found, lines, strict=True):
        assert answer["slope"] == pytest.approx(line.slope, rel=1e-8, abs=1e-8)
        assert answer["intercept"] == pytest.approx(line.intercept, rel=1e-8, abs=1e-8)


def test_the_t_test_of_two_samples(random):
    pairs = list(zip(samples(random, 200), samples(random, 200), strict=True))
    expected = [stats.ttest_ind(a, b).pvalue for a, b in pairs]
    compare([{"function": "mean_difference", "first": a, "second": b} for a, b in pairs], expected, 1e-7)


def test_holm(random):
    # scipy has no Holm, so the steps are written out here.
    questions = [{"function": "holm", "values": (random.uniform(0, 1, n) ** 3).tolist()} for n in random.integers(1, 40, 50)]
    for question, answer in zip(questions, answers(questions), strict=True):
        p = numpy.array(question["values"])
        order = numpy.argsort(p)
        adjusted = numpy.empty(len(p))
        adjusted[order] = numpy.minimum(1, numpy.maximum.accumulate(p[order] * (len(p) - numpy.arange(len(p)))))
        assert answer == pytest.approx(adjusted.tolist(), rel=1e-12)


def test_the_exact_test_of_mann_and_whitney(random):
    pairs = list(zip(samples(random, 100, 1, 30), samples(random, 100, 1, 30), strict=True))
    found = answers([{"function": "mann_whitney", "first": a, "second": b} for a, b in pairs])
    for (a, b), answer in zip(pairs, found, strict=True):
        known = stats.mannwhitneyu(a, b, method="exact")
        assert answer["u"] == known.statistic
        assert answer["p"] == pytest.approx(known.pvalue, rel=1e-9)


def test_the_exact_test_with_equal_values(random):
    pairs = []
    for _ in range(15):
        pairs.append((random.integers(1, 5, random.integers(2, 6)).tolist(), random.integers(1, 5, random.integers(2, 6)).tolist()))
    found = answers([{"function": "mann_whitney", "first": a, "second": b} for a, b in pairs])
    every = stats.PermutationMethod(n_resamples=numpy.inf)
    for (a, b), answer in zip(pairs, found, strict=True):
        known = stats.mannwhitneyu(numpy.array(a, float), numpy.array(b, float), use_continuity=False, method=every)
        assert answer["u"] == known.statistic
        assert answer["p"] == pytest.approx(known.pvalue, rel=1e-9), (a, b)


def test_the_shift_of_hodges_and_lehmann(random):
    pairs = list(zip(samples(random, 100), samples(random, 100), strict=True))
    expected = [numpy.median(numpy.subtract.outer(b, a)) for a, b in pairs]
    compare([{"function": "hodges_lehmann", "first": a, "second": b} for a, b in pairs], expected)


def test_the_probe_says_null_to_what_it_does_not_know():
    assert answers([{"function": "unknown"}, {}, {"function": "variance", "values": []}, {"function": "t_quantile"}]) == [None] * 4
