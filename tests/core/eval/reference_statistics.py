#!/usr/bin/python3
"""Prints the reference values in tst_reference_statistics.cpp: run it with SciPy 1.10.1 and scikit-learn 1.2.1.

Differences to core/eval that the calls below take care of:
- scipy.stats.wilcoxon(method='exact') knows neither ties nor zeros: it cuts shared ranks down to whole ones, and with
  zeros it changes to the normal approximation. There the exact p is that of permutation_test on the signed ranks with
  zeros dropped (zero_method='wilcox').
- wilcoxon(method='auto') is exact up to 50 differences, core/eval up to 25: beyond, method='approx' without correction.
- sklearn.metrics.f1_score leaves out classes that do not occur unless `labels` names them.
- average_precision_score gives 0 for a class without samples, core/eval leaves it out of the mean: all classes occur here.
"""

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn import metrics


def show(*numbers):
    print("{" + ", ".join(str(n) if isinstance(n, (str, int)) else repr(float(n)) for n in numbers) + "},")


def name(text):
    return '"%s"' % text


def listed(values):
    return "{" + ", ".join(repr(v) for v in values) + "}"


FIVE = [0.8, 1.9, 0.4, 2.6, 1.1]
FIVE_MIXED = [0.8, -0.3, 1.9, 0.4, 2.6]
EIGHT = [1.3, -0.4, 2.2, 0.9, -1.7, 3.1, 0.2, 1.5]
TWELVE = [0.5, -1.2, 0.3, 2.4, -0.7, 1.9, 0.1, -0.2, 3.3, 1.1, 0.8, -2.1]
TIES = [1.0, 1.0, -1.0, 2.0, 2.0, 3.0, -2.0, 4.0]
ZEROS = [0.0, 1.5, -0.5, 0.0, 2.5, 3.5, 1.0]
ZEROS_AND_TIES = [0.0, 0.25, 0.25, -0.25, 0.5, 0.75, 0.5, 0.0, 1.0]
SIXTY = [float(np.sin(1 + 0.7 * i) + 0.25) for i in range(60)]
FORTY_TIED = [float((7 * i * i + 3 * i) % 23 - 9) for i in range(40)]  # has zeros as well
TEN = TWELVE[:10]


def signed_rank_p(values):
    d = np.array([v for v in values if v != 0])

    def statistic(sample, axis):  # flipping a sign moves the rank from one sum to the other
        ranks = stats.rankdata(np.abs(sample), axis=axis)
        return np.sum(np.sign(sample) * ranks, axis=axis)

    return stats.permutation_test((d,), statistic, permutation_type="samples", vectorized=True,
        n_resamples=np.inf, alternative="two-sided").pvalue


def print_wilcoxon():
    print("// wilcoxon: name, differences, n, statistic, p, exact")
    for label, values in (("five", FIVE), ("five mixed", FIVE_MIXED), ("eight", EIGHT), ("twelve", TWELVE)):
        result = stats.wilcoxon(values, method="exact")
        assert abs(result.pvalue - signed_rank_p(values)) < 1e-12
        show(name(label), listed(values), len(values), result.statistic, result.pvalue, "true")
    for label, values in (("ties", TIES), ("zeros", ZEROS), ("zeros and ties", ZEROS_AND_TIES)):
        statistic = stats.wilcoxon(values, zero_method="wilcox", method="approx").statistic
        show(name(label), listed(values), sum(v != 0 for v in values), statistic, signed_rank_p(values), "true")
    for label, values, text in (("sixty", SIXTY, "sixty()"), ("forty tied", FORTY_TIED, "fortyTied()")):
        result = stats.wilcoxon(values, zero_method="wilcox", method="approx", correction=False)
        show(name(label), text, sum(v != 0 for v in values), result.statistic, result.pvalue, "false")


def print_permutation():
    print("// permutation_test: name, differences, mean, p")
    cases = (("five", FIVE), ("five mixed", FIVE_MIXED), ("six", TWELVE[:6]), ("seven with zeros", ZEROS),
        ("eight", EIGHT), ("eight with ties", TIES), ("ten", TEN))
    for label, values in cases:
        result = stats.permutation_test((np.array(values),), lambda x, axis: np.mean(x, axis=axis),
            permutation_type="samples", vectorized=True, n_resamples=np.inf)
        show(name(label), listed(values), result.statistic, result.pvalue)


def print_intervals():
    print("// t.interval: differences, mean, low, high")
    for values in (FIVE, EIGHT, TWELVE):
        low, high = stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=stats.sem(values))
        show(listed(values), np.mean(values), low, high)
    print("// bootstrap(method='percentile', 9999): values, low, high, standard error")
    right = [float((i * i + i // 3) % 4 != 0) for i in range(60)]
    for text, values in (("sixty()", SIXTY), ("right()", right)):
        result = stats.bootstrap((values,), np.mean, n_resamples=9999, confidence_level=0.95, method="percentile",
            random_state=0)
        show(text, *result.confidence_interval, result.standard_error)


def calibration_error(probabilities, labels):
    q = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    bins = [(q > k / 15) & (q <= (k + 1) / 15) for k in range(15)]
    return sum(b.mean() * abs(right[b].mean() - q[b].mean()) for b in bins if b.any())


def print_classification():
    labels = np.array([(i * i + i // 3) % 4 for i in range(60)])
    logits = np.array([[2 * np.sin(1 + 0.7 * i + 1.3 * c * c + 0.11 * i * c) + 0.8 * (labels[i] == c)
        for c in range(4)] for i in range(60)])
    softmax = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    coarse_labels = np.array([(i * i + i // 3) % 2 for i in range(40)])
    tenths = np.array([(7 * i * i + 3 * i) % 11 for i in range(40)])
    coarse = np.stack([(10 - tenths) / 10, tenths / 10], axis=1)
    print("// classification: accuracy, macro F1, average precision, calibration error, log loss, confusion")
    for y, p in ((labels, softmax), (coarse_labels, coarse)):
        classes = range(p.shape[1])
        predicted = p.argmax(axis=1)
        one_hot = np.eye(p.shape[1], dtype=int)[y]
        confusion = metrics.confusion_matrix(y, predicted, labels=classes)
        show(metrics.accuracy_score(y, predicted), metrics.f1_score(y, predicted, labels=classes, average="macro"),
            metrics.average_precision_score(one_hot, p, average="macro"), calibration_error(p, y),
            metrics.log_loss(y, p, labels=classes), "{" + ", ".join(map(str, confusion.ravel())) + "}")


print("// SciPy %s, scikit-learn %s, NumPy %s" % (scipy.__version__, sklearn.__version__, np.__version__))
print_wilcoxon()
print_permutation()
print_intervals()
print_classification()
