#include "core/base/atomic_file.h"
#include "core/data/fingerprint.h"
#include "core/data/synthetic.h"
#include "core/io/dataset_hdf5.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

#include <unistd.h>

namespace modalscope::tst_dataset_writing {

namespace {

/// Every kind of modality, presence and both kinds of columns, for one task.
Dataset everything(Task task)
{
    Dataset dataset;
    dataset.name = "everything";
    dataset.task = task;
    dataset.classNames = {"ä", "b", "c"};
    dataset.attributes = {{"licence", "CC0"}, {"source_url", "https://example.org"}};
    dataset.modalities = {{"features", ModalityKind::Features, {5}, "float32", 1, 0},
        {"sequence", ModalityKind::Sequence, {4, 3}, "float32", 1, 0},
        {"image", ModalityKind::Image, {1, 3, 2}, "uint8", 1.0 / 255, 0},
        {"video", ModalityKind::Video, {2, 1, 3, 2}, "uint8", 0.5, -3}};
    if (task == Task::Segmentation) {
        dataset.ignoreLabel = 255;
        dataset.labelShape = {3, 2};
    }
    if (task == Task::Regression)
        dataset.labelShape = {2};
    for (const auto& [name, size] : {std::pair("train", 7), {"valid", 2}, {"test", 3}, {"test_2021", 4}}) {
        Split split;
        split.name = name;
        split.size = size;
        for (const auto& modality : dataset.modalities) {
            auto array = std::make_shared<Array>(Shape{size, modality.size()});
            for (std::size_t i = 0; i < array->values.size(); ++i)
                array->values[i] = modality.stored == "uint8"
                    ? float(double(i * 7 % 256) * modality.scale + modality.offset)
                    : float(std::sin(double(i + std::size_t(size))));
            split.rows.push_back(rowsInMemory(array));
        }
        for (int i = 0; i < size && task == Task::Classification; ++i)
            split.classes.push_back(i % 3);
        if (task == Task::Regression) {
            split.targets = ArrayD({size, 2});
            for (std::size_t i = 0; i < split.targets.values.size(); ++i)
                split.targets.values[i] = 0.1 * double(i);
        }
        if (task == Task::Segmentation) {
            auto maps = std::make_shared<Array>(Shape{size, 6});
            for (std::size_t i = 0; i < maps->values.size(); ++i)
                maps->values[i] = i % 5 == 4 ? 255.0f : float(i % 3);
            split.labelMaps = rowsInMemory(maps);
        }
        split.presence.resize(4);
        for (int i = 0; i < size; ++i)
            split.presence[1].push_back(i % 2 == 0);
        split.columns = {{"age", std::vector<double>(std::size_t(size), 0.25)},
            {"speaker", std::vector<std::string>(std::size_t(size), "jörg")}};
        dataset.splits.push_back(std::move(split));
    }
    dataset.fingerprint = fingerprintOf(dataset).value();
    return dataset;
}

void compareSplits(const Dataset& found, const Dataset& expected)
{
    QCOMPARE(found.splits.size(), expected.splits.size());
    for (std::size_t s = 0; s < expected.splits.size(); ++s) {
        const auto& a = found.splits[s];
        const auto& b = expected.splits[s];
        QCOMPARE(a.name, b.name);
        QCOMPARE(a.size, b.size);
        QCOMPARE(a.classes, b.classes);
        QVERIFY(a.targets == b.targets);
        QCOMPARE(a.presence, b.presence);
        for (std::size_t m = 0; m < expected.modalities.size(); ++m)
            QCOMPARE(readAll(*a.rows[m], expected.modalities[m].shape).value().values,
                readAll(*b.rows[m], expected.modalities[m].shape).value().values);
        if (b.labelMaps)
            QCOMPARE(readAll(*a.labelMaps, expected.labelShape).value().values,
                readAll(*b.labelMaps, expected.labelShape).value().values);
        QCOMPARE(a.columns.size(), b.columns.size());
        for (std::size_t c = 0; c < b.columns.size(); ++c)
            QVERIFY(a.columns[c].name == b.columns[c].name && a.columns[c].values == b.columns[c].values);
    }
}

} // namespace

/// What is written is what is read, to the last bit; a failed write leaves the old file.
class TestDatasetWriting : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roundTrip_data();
    void roundTrip();
    void valuesThatAreNoBytesBecomeFloat();
    void sameContentsSameBytes();
    void readOnlyFolder();
    void failureLeavesTheOldFile();

private:
    QTemporaryDir m_folder;
    std::string path(const char* name = "data.h5") const
    {
        return m_folder.filePath(QString::fromUtf8(name)).toStdString();
    }
};

void TestDatasetWriting::roundTrip_data()
{
    QTest::addColumn<int>("task");
    for (const auto& choice : choices(Task::Classification))
        QTest::newRow(choice.text.data()) << int(choice.value);
}

void TestDatasetWriting::roundTrip()
{
    QFETCH(int, task);
    const auto written = everything(Task(task));
    QVERIFY(bool(writeDataset(path(), written)));
    for (const std::int64_t memory : {1 << 20, 0}) {
        const auto read = readDataset(path(), {.memoryBytes = memory});
        QVERIFY2(bool(read), read ? "" : read.error().message.c_str());
        const auto& found = *read.value();
        QCOMPARE(found.name, written.name);
        QCOMPARE(found.task, written.task);
        QVERIFY(found.modalities == written.modalities);
        QCOMPARE(found.classNames, written.classNames);
        QCOMPARE(found.ignoreLabel, written.ignoreLabel);
        QCOMPARE(found.labelShape, written.labelShape);
        QCOMPARE(found.attributes, written.attributes);
        QCOMPARE(found.fingerprint, written.fingerprint);
        compareSplits(found, written);
    }
}

void TestDatasetWriting::valuesThatAreNoBytesBecomeFloat()
{
    auto dataset = everything(Task::Classification);
    auto array = std::make_shared<Array>(readAll(*dataset.splits[2].rows[2], {6}).value());
    array->values[4] = 0.1234f; // no k/255
    dataset.splits[2].rows[2] = rowsInMemory(array);
    QVERIFY(bool(writeDataset(path(), dataset)));
    const auto read = readDataset(path());
    QCOMPARE(read.value()->modalities[2].stored, std::string("float32"));
    compareSplits(*read.value(), dataset);
}

void TestDatasetWriting::sameContentsSameBytes()
{
    const auto dataset
        = makeSample(SampleKind::TriModal, {.seed = 4, .train = 60, .valid = 10, .test = 10}).value();
    QVERIFY(bool(writeDataset(path("one.h5"), dataset)));
    QVERIFY(bool(writeDataset(path("two.h5"), dataset)));
    QVERIFY(readFile(path("one.h5")).value() == readFile(path("two.h5")).value());
}

void TestDatasetWriting::readOnlyFolder()
{
    const auto dataset = everything(Task::Classification);
    const auto missing = writeDataset(path("no such folder/data.h5"), dataset);
    QVERIFY(!missing);
    QCOMPARE(missing.error().kind, ErrorKind::Io);
    QVERIFY(missing.error().message.find("no such folder") != std::string::npos);
    const auto proc = writeDataset("/proc/modalscope.h5", dataset); // read-only for root as well
    QVERIFY(!proc);
    QCOMPARE(proc.error().kind, ErrorKind::Io);
}

void TestDatasetWriting::failureLeavesTheOldFile()
{
    auto dataset = everything(Task::Classification);
    QVERIFY(bool(writeDataset(path(), dataset)));
    const auto before = readFile(path()).value();
    dataset.splits[3].name = "a/b/c"; // HDF5 cannot make this group: its parents are missing
    QVERIFY(!writeDataset(path(), dataset));
    QVERIFY(readFile(path()).value() == before);
    QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("data.h5*")}, QDir::Files).size(),
        1); // nothing left beside
}

TEST_ENTRY(TestDatasetWriting, NoApplication)

} // namespace modalscope::tst_dataset_writing

#include "tst_dataset_writing.moc"
