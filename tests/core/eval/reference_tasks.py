#!/usr/bin/python3
"""Prints the reference values in tst_segmentation.cpp and tst_regression.cpp: run it with NumPy 1.24 and scikit-learn 1.2.1.

Classes of the segmentation case: 5 is a label that is never predicted, 6 is predicted and no label, 7 is neither;
255 is ignored. Targets of the regression case: every ninth is 0, several predictions and targets are halves.
"""

import numpy as np
from sklearn import metrics

CLASSES = 8


def segmentation():
    i = np.arange(600)
    labels = (i * i + i // 3) % 5
    labels[i % 17 == 3] = 5
    predicted = np.where(i % 4 == 0, (labels + i) % 5, labels % 5)
    predicted[i % 29 == 7] = 6
    labels[i % 13 == 5] = 255
    return labels, predicted


def print_segmentation():
    labels, predicted = segmentation()
    keep = labels != 255
    t, p = labels[keep], predicted[keep]
    hist = metrics.confusion_matrix(t, p, labels=range(CLASSES)).astype(float)
    assert (hist == np.bincount(t * CLASSES + p, minlength=CLASSES**2).reshape(CLASSES, CLASSES)).all()
    with np.errstate(invalid="ignore"):
        iou = np.diag(hist) / (hist.sum(0) + hist.sum(1) - np.diag(hist))
        f1 = 2 * np.diag(hist) / (hist.sum(0) + hist.sum(1))
        accuracy = np.diag(hist) / hist.sum(1)
    occurring = [c for c in range(CLASSES) if not np.isnan(iou[c])]
    assert np.allclose(iou[occurring], metrics.jaccard_score(t, p, labels=occurring, average=None, zero_division=0))
    assert np.allclose(f1[occurring], metrics.f1_score(t, p, labels=occurring, average=None, zero_division=0))
    labelled = [c for c in range(CLASSES) if not np.isnan(accuracy[c])]
    assert np.allclose(accuracy[labelled], metrics.recall_score(t, p, labels=labelled, average=None, zero_division=0))
    print("pixels", len(t), "pixel accuracy", repr(metrics.accuracy_score(t, p)))
    for label, values in (("iou", iou), ("f1", f1), ("accuracy", accuracy)):
        print(label, ", ".join(repr(float(v)) for v in values))
        print(label, "mean", repr(float(np.nanmean(values))), "absent as zero", repr(float(np.nan_to_num(values).mean())))


def regression():
    i = np.arange(180)
    targets = np.round(3.4 * np.sin(0.7 * i) * 5) / 5
    targets[i % 9 == 4] = 0
    targets[i % 11 == 2] = 0.5 * ((i[i % 11 == 2] % 13) - 6)
    predicted = 0.8 * targets + 1.1 * np.cos(1.3 * i) + 0.25
    predicted[i % 7 == 1] = 0.5 * ((i[i % 7 == 1] % 15) - 7)
    return targets, predicted


def print_regression():
    t, p = regression()
    within = lambda values, most: np.round(np.clip(values, -most, most))
    signed = t != 0
    print("targets of 0", int((~signed).sum()))
    for name, value in (
        ("mae", metrics.mean_absolute_error(t, p)),
        ("pearson", np.corrcoef(p, t)[0][1]),
        ("acc7", np.mean(within(p, 3) == within(t, 3))),
        ("acc5", np.mean(within(p, 2) == within(t, 2))),
        ("acc2", metrics.accuracy_score(t[signed] > 0, p[signed] > 0)),
        ("f1", metrics.f1_score(t[signed] > 0, p[signed] > 0, average="weighted")),
        ("f1 released code", metrics.f1_score(p[signed] > 0, t[signed] > 0, average="weighted")),
    ):
        print(name, repr(float(value)))


print_segmentation()
print_regression()
