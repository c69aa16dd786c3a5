#include "core/data/synthetic.h"
#include "core/io/dataset_hdf5.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <set>

namespace modalscope::tst_synthetic_tasks {

namespace {

std::vector<float> valuesOf(const RowReader& rows)
{
    return readAll(rows, {rows.rowSize()}).value().values;
}

const Dataset& utterances()
{
    static const auto dataset = makeSample(SampleKind::Sentiment, {.seed = 1}).value();
    return dataset;
}

bool isPadding(std::span<const float> step)
{
    return std::ranges::all_of(step, [](float value) { return value == 0; });
}

std::string shown(std::initializer_list<double> values)
{
    std::string text;
    for (const double value : values)
        text += std::to_string(value) + " ";
    return text;
}

} // namespace

/// The synthetic datasets for segmentation and sentiment have the sizes that were asked
/// for, are the same for the same seed, and survive being written.
class TestSyntheticTasks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sizes();
    void refusesSizes_data();
    void refusesSizes();
    void sameForTheSameSeed_data();
    void sameForTheSameSeed();
    void targetsAndPadding();
    void writtenAndRead_data();
    void writtenAndRead();
};

void TestSyntheticTasks::sizes()
{
    const auto dataset
        = makeSample(SampleKind::Segmentation, {.samples = 30, .rows = 48, .columns = 80, .classes = 12})
              .value();
    QCOMPARE(dataset.task, Task::Segmentation);
    QCOMPARE(dataset.split("train")->size, std::int64_t(21));
    QCOMPARE(dataset.split("valid")->size, std::int64_t(3));
    QCOMPARE(dataset.split("test")->size, std::int64_t(6));
    QCOMPARE(dataset.classCount(), 12);
    QCOMPARE(dataset.labelShape, (Shape{48, 80}));
    QCOMPARE(dataset.modalities[0].shape, (Shape{3, 48, 80}));
    QCOMPARE(dataset.modalities[1].shape, (Shape{1, 48, 80}));
    QVERIFY(dataset.attributes.at("source_generator").find("--rows 48 --columns 80 --classes 12")
        != std::string::npos);
    const auto& usual = utterances();
    QCOMPARE(usual.task, Task::Regression);
    QCOMPARE(usual.split("train")->size, std::int64_t(1400));
    QCOMPARE(usual.split("valid")->size, std::int64_t(200));
    QCOMPARE(usual.split("test")->targets.shape, (Shape{400, 1}));
    // what is given counts more than its part
    const auto mixed = makeSample(SampleKind::Parity, {.valid = 7, .samples = 100}).value();
    QCOMPARE(mixed.split("train")->size, std::int64_t(70));
    QCOMPARE(mixed.split("valid")->size, std::int64_t(7));
    for (const int classes : {3, 4, 5, 32})
        QCOMPARE(makeSample(
                     SampleKind::Segmentation, {.samples = 10, .rows = 16, .columns = 16, .classes = classes})
                     .value()
                     .classCount(),
            classes);
}

void TestSyntheticTasks::refusesSizes_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QList<int>>("values"); // samples, rows, columns, classes
    QTest::addColumn<QString>("says");
    const auto segmentation = int(SampleKind::Segmentation), sentiment = int(SampleKind::Sentiment);
    QTest::newRow("few rows") << segmentation << QList<int>{0, 15, 0, 0}
                              << QStringLiteral("rows is out of range");
    QTest::newRow("many columns") << segmentation << QList<int>{0, 0, 5000, 0}
                                  << QStringLiteral(
                                         "columns is out of range: 5000 is not between 16 and 2048");
    QTest::newRow("classes") << segmentation << QList<int>{0, 0, 0, 2}
                             << QStringLiteral("classes is out of range");
    QTest::newRow("samples") << segmentation << QList<int>{-3, 0, 0, 0}
                             << QStringLiteral("samples is out of range");
    QTest::newRow("too much") << segmentation << QList<int>{2000, 2048, 2048, 0}
                              << QStringLiteral("more than 8 GB");
    QTest::newRow("rows of sentiment")
        << sentiment << QList<int>{0, 32, 0, 0}
        << QStringLiteral("sentiment: has rows, columns and classes of its own");
    QTest::newRow("few samples") << sentiment << QList<int>{20, 0, 0, 0}
                                 << QStringLiteral("train is out of range");
}

void TestSyntheticTasks::refusesSizes()
{
    QFETCH(int, kind);
    QFETCH(QList<int>, values);
    QFETCH(QString, says);
    const auto made = makeSample(SampleKind(kind),
        {.samples = values[0], .rows = values[1], .columns = values[2], .classes = values[3]});
    QVERIFY(!made);
    QCOMPARE(int(made.error().kind), int(ErrorKind::InvalidInput));
    QVERIFY2(QString::fromStdString(made.error().message).contains(says), made.error().message.c_str());
}

void TestSyntheticTasks::sameForTheSameSeed_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("segmentation") << int(SampleKind::Segmentation);
    QTest::newRow("sentiment") << int(SampleKind::Sentiment);
}

void TestSyntheticTasks::sameForTheSameSeed()
{
    QFETCH(int, kind);
    const SampleOptions options{.seed = 3, .train = 24, .valid = 3, .test = 4};
    const auto dataset = makeSample(SampleKind(kind), options).value();
    QCOMPARE(makeSample(SampleKind(kind), options).value().fingerprint, dataset.fingerprint);
    auto other = options;
    other.seed = 4;
    QVERIFY(makeSample(SampleKind(kind), other).value().fingerprint != dataset.fingerprint);
    other = options;
    other.train = 25; // the other splits do not change with the size of one
    const auto longer = makeSample(SampleKind(kind), other).value();
    QVERIFY(valuesOf(*longer.split("test")->rows[0]) == valuesOf(*dataset.split("test")->rows[0]));
    QVERIFY(longer.split("test")->targets == dataset.split("test")->targets);
}

void TestSyntheticTasks::targetsAndPadding()
{
    const auto& train = *utterances().split("train");
    int zeros = 0, padded = 0;
    for (const double target : train.targets.values) {
        QVERIFY(target >= -3 && target <= 3);
        zeros += target == 0;
    }
    QVERIFY(zeros > 40 && zeros < 110); // one in twenty of 1400
    const auto distinct = std::set(train.targets.values.begin(), train.targets.values.end()).size();
    QCOMPARE(distinct, std::size_t(1400 - zeros + 1)); // all others are different
    for (std::size_t m = 0; m < 3; ++m) {
        const auto values = valuesOf(*train.rows[m]);
        const auto steps = std::size_t(utterances().modalities[m].shape[0]);
        const auto size = std::size_t(utterances().modalities[m].shape[1]);
        padded = 0;
        for (std::size_t i = 0; i < 1400; ++i) {
            bool begun = false;
            for (std::size_t t = 0; t < steps; ++t) {
                const auto step = std::span(values).subspan((i * steps + t) * size, size);
                QVERIFY(!(begun && isPadding(step))); // zeros come before the first step only
                begun = begun || !isPadding(step);
                padded += t == 0 && !begun;
                QVERIFY(!begun || step.front() != 0.0f); // MulT takes such a step for padding
            }
            QVERIFY(begun);
        }
        QVERIFY2(padded > 350 && padded < 560, shown({double(padded)}).c_str());
    }
}

void TestSyntheticTasks::writtenAndRead_data()
{
    sameForTheSameSeed_data();
}

void TestSyntheticTasks::writtenAndRead()
{
    QFETCH(int, kind);
    QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("sample.h5")).toStdString();
    const auto made = makeSample(SampleKind(kind), {.seed = 2, .train = 24, .valid = 3, .test = 5}).value();
    const auto written = writeDataset(path, made);
    QVERIFY2(written, written ? "" : written.error().message.c_str());
    const auto read = readDataset(path);
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    const auto& dataset = *read.value();
    QCOMPARE(dataset.fingerprint, made.fingerprint);
    QCOMPARE(dataset.task, made.task);
    QCOMPARE(dataset.labelShape, made.labelShape);
    QCOMPARE(dataset.ignoreLabel, made.ignoreLabel);
    QCOMPARE(dataset.classNames, made.classNames);
    QVERIFY(dataset.modalities == made.modalities);
    QCOMPARE(dataset.warnings.size(), std::size_t(0));
}

TEST_ENTRY(TestSyntheticTasks, NoApplication)

} // namespace modalscope::tst_synthetic_tasks

#include "tst_synthetic_tasks.moc"
