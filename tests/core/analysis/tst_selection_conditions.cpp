#include "core/analysis/selection_conditions.h"
#include "core/figure/selection_condition_figure.h"
#include "core/store/run_arrays.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace modalscope::tst_selection_conditions {

namespace {

/// What a run says of four samples of class 0, 0, 1, 1.
RunConditions saidBy(std::vector<int> image, std::vector<int> both)
{
    RunConditions conditions;
    conditions.modalities = {"image", "audio"};
    conditions.outcomes["test"] = {{"nothing", {0, 0, 0, 0}, {}}, {"subsets/image", std::move(image), {}},
        {"subsets/image+audio", std::move(both), {}}, {"rates/0.4", {0, 0, 1, 0}, {}},
        {"subsets/audio", {0, 0, 1}, {}}}; // damaged: one sample is missing
    return conditions;
}

const std::vector<int> kLabels{0, 0, 1, 1};

SelectionMask lastThree()
{
    SelectionMask mask(4, true);
    mask.remove(0);
    return mask;
}

StoredRun seedRun(std::uint64_t seed)
{
    StoredRun run;
    run.origin.id = "run" + std::to_string(seed);
    run.origin.group = "g";
    run.experiment.seed = seed;
    return run;
}

} // namespace

/// Protects: how selected samples fare when modalities are missing, beside all samples, over seeds.
class TestSelectionConditions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void accuraciesByHand()
    {
        const auto a = seedRun(0), b = seedRun(1), c = seedRun(2);
        const std::vector<const StoredRun*> runs{&a, &b, &c};
        auto groups = runGroups(runs);
        QCOMPARE(groups.size(), std::size_t(1));
        const auto told = [](std::vector<int> image, std::vector<int> both) {
            return std::make_shared<const RunConditionBits>(
                conditionBits(saidBy(std::move(image), std::move(both)), "test", kLabels));
        };
        // image alone: seed 0 right in samples 0, 1; seed 1 right in 0, 2 and without anything of sample 3
        std::map<std::string, std::shared_ptr<const RunConditionBits>> bits{
            {"run0", told({0, 0, 0, 0}, {0, 0, 1, 1})}, {"run1", told({0, 1, 1, -1}, {0, 0, 1, 0})}};
        const auto made = selectionConditions(groups, bits, lastThree()); // run2 has none
        QCOMPARE(made.size(), std::size_t(1));
        QCOMPARE(made[0].expected, 3);
        QCOMPARE(made[0].conditions.size(), std::size_t(4));
        const auto& image = made[0].conditions[0];
        QCOMPARE(image.label, std::string("image"));
        QCOMPARE(image.selected.over.n, 2);
        QCOMPARE(image.selected.values[0].value, 1.0 / 3); // of samples 1, 2, 3
        QCOMPARE(image.selected.values[1].value, 1.0 / 2); // of samples 1, 2
        QCOMPARE(image.counted, std::int64_t(2));
        QCOMPARE(image.all.values[0].value, 0.5);
        QCOMPARE(image.all.values[1].value, 2.0 / 3);
        QVERIFY(std::abs(image.difference.over.mean + 100 * (1.0 / 6 + 1.0 / 6) / 2) < 1e-9);
        QCOMPARE(made[0].conditions[1].label, std::string("image + audio"));
        QCOMPARE(made[0].conditions[1].selected.values[1].value, 2.0 / 3);
        QCOMPARE(made[0].conditions[2].name, std::string("nothing"));
        QCOMPARE(made[0].conditions[3].label, std::string("rate 0.4"));
    }

    void otherSamplesTakeNoPart()
    {
        const auto a = seedRun(0);
        const std::vector<const StoredRun*> runs{&a};
        const auto groups = runGroups(runs);
        const auto bits = std::make_shared<const RunConditionBits>(
            conditionBits(saidBy({0, 0, 1, 1}, {0, 0, 1, 1}), "test", kLabels));
        QVERIFY(selectionConditions(groups, {{"run0", bits}}, SelectionMask(5, true)).empty());
        QVERIFY(selectionConditions(groups, {}, lastThree()).empty());
        QVERIFY(conditionBits(saidBy({}, {}), "valid", kLabels).empty());
        const auto none = selectionConditions(groups, {{"run0", bits}}, SelectionMask(4)); // nothing selected
        QVERIFY(none[0].conditions[0].selected.isEmpty());
        QCOMPARE(none[0].conditions[0].all.over.mean, 1.0);
    }

    void filesAreRead()
    {
        QTemporaryDir folder;
        auto run = seedRun(0);
        run.folder = folder.path().toStdString();
        QVERIFY(readConditionBits(run, "test").error().kind == ErrorKind::NotFound);
        QVERIFY(writeConditions(run.folder / "conditions.h5", saidBy({0, 0, 0, 0}, {0, 0, 1, 1})));
        Predictions said;
        said.modalities = {"image"};
        said.labels = kLabels;
        said.logits = {ArrayD({4, 2})};
        said.fused = ArrayD({4, 2});
        QVERIFY(writePredictions(run.folder / "predictions.h5", {{"test", said}}));
        const auto bits = readConditionBits(run, "test");
        QVERIFY2(bits, bits ? "" : bits.error().message.c_str());
        QCOMPARE(bits.value().size(), std::size_t(4));
        QVERIFY(!readConditionBits(run, "train"));
    }

    void figureAndTableSayTheSame()
    {
        const auto a = seedRun(0);
        const std::vector<const StoredRun*> runs{&a};
        const auto bits = std::make_shared<const RunConditionBits>(
            conditionBits(saidBy({0, 0, 0, 0}, {0, 0, 1, 1}), "test", kLabels));
        const auto made = selectionConditions(runGroups(runs), {{"run0", bits}}, lastThree());
        const SelectionConditionSource source{.selected = 3, .samples = 4};
        const auto figure = selectionConditionFigure(made, source);
        QCOMPARE(figure.panels.size(), std::size_t(1));
        QCOMPARE(figure.panels[0].x.categories, (std::vector<std::string>{"image", "image + audio"}));
        QCOMPARE(figure.panels[0].bars[0].values[1], 100.0);
        QCOMPARE(figure.panels[0].bars[1].values[0], 50.0);
        QCOMPARE(figure.provenance.runs, std::vector<std::string>{"run0"});
        QVERIFY(figure.note.find("3 selected of 4 samples of test") != std::string::npos);
        const auto table = selectionConditionTable(made, source);
        QCOMPARE(table.rows.size(), std::size_t(4));
        QCOMPARE(table.columns.size(), std::size_t(4));
        QVERIFY(std::abs(table.rows[0].cells[0].value - 100.0 / 3) < 1e-9);
        QVERIFY(std::abs(table.rows[0].cells[2].value - (100.0 / 3 - 50)) < 1e-9);
        QCOMPARE(table.rows[3].cells[1].source, std::string("test/rates/0.4/fused/accuracy"));
        const auto nothing = selectionConditionFigure({}, source);
        QVERIFY(nothing.panels.empty());
        QVERIFY(nothing.note.find("evaluate.subsets = all") != std::string::npos);
        QVERIFY(
            selectionConditionTable({}, source).note.find("added later stores none") != std::string::npos);
    }
};

TEST_ENTRY(TestSelectionConditions, NoApplication)

} // namespace modalscope::tst_selection_conditions

#include "tst_selection_conditions.moc"
