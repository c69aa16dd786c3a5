#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "core/store/run_arrays.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

namespace modalscope::tst_run_arrays {

namespace {

ArrayD randomArray(std::int64_t rows, std::int64_t columns, std::uint64_t seed)
{
    Random random(seed);
    ArrayD array({rows, columns});
    for (auto& value : array.values)
        value = double(float(random.normal()));
    return array;
}

Predictions examplePredictions(std::uint64_t seed)
{
    Predictions predictions;
    predictions.modalities = {"zebra", "audio"}; // not in alphabetical order
    predictions.labels = {2, 0, 1};
    predictions.logits = {randomArray(3, 3, seed), ArrayD()};
    predictions.fused = randomArray(3, 3, seed + 1);
    predictions.fusedAreProbabilities = true;
    predictions.features = {randomArray(3, 5, seed + 2), randomArray(3, 2, seed + 3)};
    predictions.presence = {{}, {1, 0, 1}};
    return predictions;
}

} // namespace

/// Predictions and features of a run come back as they were written, split by split, in the run's order of
/// modalities.
class TestRunArrays : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roundTrip();
    void missingFile();
    void refusesOtherFiles();
    void refusesFeaturesOfAnotherRun();
    void everyTruncationIsRefused();

private:
    QTemporaryDir m_folder;
    std::filesystem::path file(const char* name) const
    {
        return m_folder.filePath(QString::fromUtf8(name)).toStdString();
    }
};

void TestRunArrays::roundTrip()
{
    const std::map<std::string, Predictions> written{
        {"test", examplePredictions(1)}, {"valid", examplePredictions(9)}};
    QVERIFY(bool(writePredictions(file("p.h5"), written)));
    QVERIFY(bool(writeFeatures(file("f.h5"), written)));
    auto read = readPredictions(file("p.h5"));
    QVERIFY2(bool(read), read ? "" : read.error().message.c_str());
    QCOMPARE(read.value().size(), std::size_t(2));
    const auto filled = readFeatures(file("f.h5"), read.value());
    QVERIFY2(bool(filled), filled ? "" : filled.error().message.c_str());
    for (const auto& [name, expected] : written) {
        const auto& found = read.value().at(name);
        QCOMPARE(found.modalities, expected.modalities);
        QCOMPARE(found.labels, expected.labels);
        QVERIFY(found.logits == expected.logits);
        QVERIFY(found.fused == expected.fused);
        QCOMPARE(found.fusedAreProbabilities, expected.fusedAreProbabilities);
        QVERIFY(found.features == expected.features);
        QCOMPARE(found.presence, expected.presence);
    }
}

void TestRunArrays::missingFile()
{
    const auto read = readPredictions(file("none.h5"));
    QVERIFY(!read);
    QCOMPARE(read.error().kind, ErrorKind::NotFound);
}

void TestRunArrays::refusesOtherFiles()
{
    QVERIFY(bool(writeFileAtomically(file("text.h5"), "not HDF5")));
    const auto read = readPredictions(file("text.h5"));
    QVERIFY(!read);
    QCOMPARE(read.error().kind, ErrorKind::Format);
    QVERIFY(bool(writeFeatures(file("g.h5"), {{"test", examplePredictions(1)}})));
    auto noScores = readPredictions(file("g.h5")); // features are not predictions
    QVERIFY(!noScores);
    QVERIFY(noScores.error().message.starts_with(file("g.h5").string() + ": "));
}

void TestRunArrays::refusesFeaturesOfAnotherRun()
{
    std::map<std::string, Predictions> one{{"test", examplePredictions(1)}};
    QVERIFY(bool(writeFeatures(file("o.h5"), one)));
    one["test"].labels = {0, 0, 0};
    const auto read = readFeatures(file("o.h5"), one);
    QVERIFY(!read);
    QVERIFY(read.error().message.find("other labels") != std::string::npos);
}

void TestRunArrays::everyTruncationIsRefused()
{
    QVERIFY(bool(writePredictions(file("whole.h5"), {{"test", examplePredictions(1)}})));
    const auto bytes = readFile(file("whole.h5")).value();
    for (std::size_t size = 0; size < bytes.size(); size += bytes.size() / 40) {
        QVERIFY(bool(writeFileAtomically(file("cut.h5"), bytes.substr(0, size), Durability::Process)));
        QVERIFY(!readPredictions(file("cut.h5")));
    }
}

TEST_ENTRY(TestRunArrays, NoApplication)

} // namespace modalscope::tst_run_arrays

#include "tst_run_arrays.moc"
