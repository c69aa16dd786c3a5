#include "core/experiment/axis_values.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QtTest>

namespace modalscope::tst_axis_values {

namespace {

/// Concat and MLA over two seeds.
RunGrid twoMethods()
{
    RunGrid grid;
    grid.base.train.batchSize = 8;
    grid.methods.resize(2);
    grid.methods[0].kind = MethodKind::Concat;
    grid.seeds = {0, 1};
    grid.alone = false;
    return grid;
}

} // namespace

/// Protects what may be typed as the values of an axis: it is read as it is meant, and what cannot be planned
/// is refused in one sentence.
class TestAxisValues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesAreRead_data();
    void valuesAreRead();
    void badValuesAddNothing_data();
    void badValuesAddNothing();
    void badAxesGiveOneSentence_data();
    void badAxesGiveOneSentence();
    void anOptionThatAnotherAxisBringsIsTaken();
};

void TestAxisValues::valuesAreRead_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("values");
    QTest::newRow("one") << "train.epochs"
                         << "20"
                         << "[20]";
    QTest::newRow("list") << "missing.train_rate"
                          << "0, 0.2,0.4, "
                          << "[0, 0.2, 0.4]";
    QTest::newRow("range with a step") << "missing.test_rate"
                                       << "0-0.8:0.2"
                                       << "[0, 0.2, 0.4, 0.6, 0.8]";
    QTest::newRow("range of tenths") << "missing.train_rate"
                                     << "0.1 - 0.4 : 0.1"
                                     << "[0.1, 0.2, 0.3, 0.4]";
    QTest::newRow("range of whole numbers") << "train.epochs"
                                            << "2-5"
                                            << "[2, 3, 4, 5]";
    QTest::newRow("range and more") << "train.epochs"
                                    << "2-6:2, 30"
                                    << "[2, 4, 6, 30]";
    QTest::newRow("powers") << "train.learning_rate"
                            << "1e-4, 1e-3"
                            << "[1e-4, 1e-3]";
    QTest::newRow("words") << "method.hgm"
                           << "paper, off, frozen-head"
                           << R"(["paper", "off", "frozen-head"])";
    QTest::newRow("flags") << "evaluate.probe"
                           << "true, false"
                           << "[true, false]";
    QTest::newRow("a word with a dash") << "missing.protocol"
                                        << "one-modality"
                                        << R"(["one-modality"])";
    QTest::newRow("a list as a value") << "encoders.*.hidden"
                                       << "[128, 64]"
                                       << "[[128, 64]]";
    QTest::newRow("an object") << "train.schedule"
                               << R"({"kind": "constant"})"
                               << R"([{"kind": "constant"}])";
    QTest::newRow("a name that is a number") << "evaluate.subsets"
                                             << "1"
                                             << R"(["1"])";
}

void TestAxisValues::valuesAreRead()
{
    QFETCH(QString, path);
    QFETCH(QString, text);
    QFETCH(QString, values);
    StudyAxis axis{path.toStdString(), {}};
    const auto added = addAxisValues(axis, text.toStdString(), twoMethods());
    QVERIFY2(added, added ? "" : added.error().message.c_str());
    QVERIFY2(nlohmann::json(axis.values) == nlohmann::json::parse(values.toStdString()),
        nlohmann::json(axis.values).dump().c_str());
}

void TestAxisValues::badValuesAddNothing_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    const auto add = [](const char* name, const char* path, const char* text, const char* says) {
        QTest::newRow(name) << path << text << says;
    };
    add("no number", "train.epochs", "20, many",
        "\"many\": train.epochs has the wrong type; it must be a whole");
    add("twice", "missing.train_rate", "0.5, 0.50", "0.5 is there already");
    add("there already", "missing.train_rate", "0.2", "0.2 is there already");
    add("above the range", "missing.train_rate", "0.95", "missing.train_rate is out of range");
    add("test rate above the range", "missing.test_rate", "0, 1", "1 is not a rate from 0 to 0.9");
    add("test rate in words", "missing.test_rate", "half", "half is not a rate");
    add("of another method", "method.alpha", "0.1", "method.alpha is not an option of Concat, MLA");
    add("unknown word", "method.hgm", "never", "is not known; use one of");
    add("unknown option", "train.epoch", "3", "did you mean epochs?");
    add("no option", "", "3", "choose the option first");
    add("nothing", "train.epochs", " , ", "no value is given");
    add("fractions without a step", "missing.train_rate", "0-0.8", "needs a step");
    add("backwards", "train.epochs", "5-2", "runs backwards");
    add("step of nothing", "train.epochs", "2-5:0", "no step above 0");
    add("very many", "train.epochs", "1-5000", "more than 1000");
    add("torn JSON", "encoders.*.hidden", "[128, ", "not valid JSON");
}

void TestAxisValues::badValuesAddNothing()
{
    QFETCH(QString, path);
    QFETCH(QString, text);
    QFETCH(QString, says);
    const StudyAxis before{path.toStdString(), {0.2}};
    auto axis = before;
    const auto added = addAxisValues(axis, text.toStdString(), twoMethods());
    QVERIFY(!added);
    const auto message = QString::fromStdString(added.error().message);
    QVERIFY2(message.contains(says), qPrintable(message));
    QVERIFY(axis.values == before.values);
}

void TestAxisValues::badAxesGiveOneSentence_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("says");
    QTest::newRow("seeds") << "seed"
                           << "axes.seed: the seeds are filled in with the methods";
    QTest::newRow("another dataset") << "dataset"
                                     << "axes.dataset: cannot be varied";
    QTest::newRow("the same") << "train.epochs"
                              << "axes.train.epochs: there are two axes over it";
    QTest::newRow("around another") << "train"
                                    << "axes.train: sets the same option as train.epochs";
}

void TestAxisValues::badAxesGiveOneSentence()
{
    QFETCH(QString, path);
    QFETCH(QString, says);
    auto grid = twoMethods();
    grid.axes = {{"train.epochs", {2, 3}}, {path.toStdString(), {2}}};
    const auto plan = planRuns(grid, *smallDataset());
    QVERIFY(!plan);
    QVERIFY2(QString::fromStdString(plan.error().message).startsWith(says), plan.error().message.c_str());
    grid.axes = {{"train.epochs", {2, 2}}};
    QCOMPARE(
        planRuns(grid, *smallDataset()).error().message, std::string("axes.train.epochs: 2 is listed twice"));
}

/// The factor of a slow head is an option only where another axis has chosen one.
void TestAxisValues::anOptionThatAnotherAxisBringsIsTaken()
{
    auto grid = twoMethods();
    StudyAxis factor{"method.slow_factor", {}};
    QVERIFY(!addAxisValues(factor, "10", grid));
    grid.axes = {{"method.hgm", {"slow-head"}}};
    QVERIFY(addAxisValues(factor, "10, 22.6", grid));
    grid.axes.push_back(factor);
    const auto plan = planRuns(grid, *smallDataset());
    QVERIFY2(plan, plan ? "" : plan.error().message.c_str());
    QCOMPARE(plan.value().size(), std::size_t(2 * (1 + 2)));
}

TEST_ENTRY(TestAxisValues, NoApplication)

} // namespace modalscope::tst_axis_values

#include "tst_axis_values.moc"
