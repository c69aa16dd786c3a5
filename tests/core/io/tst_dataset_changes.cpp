#include "core/base/atomic_file.h"
#include "core/data/synthetic.h"
#include "core/io/dataset_hdf5.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

#include <thread>

#include <sys/stat.h>

namespace modalscope::tst_dataset_changes {

namespace {

Dataset sample(std::uint64_t seed)
{
    return makeSample(SampleKind::Parity, {.seed = seed, .train = 300, .valid = 20, .test = 30}).value();
}

Result<void> readFirstRow(const Dataset& dataset)
{
    const std::int64_t row = 0;
    std::vector<float> values(std::size_t(dataset.modalities[0].size()));
    return dataset.split("train")->rows[0]->read(std::span(&row, 1), values);
}

} // namespace

/// A file that goes, changes or is replaced while it is used is noticed, with a sentence; reading can be
/// cancelled and says how far it is; several threads may read.
class TestDatasetChanges : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void deletedWhileInUse();
    void replacedWhileInUse();
    void overwrittenWhileInUse();
    void unchangedWhenOnlyTheTimeDiffers();
    void datasetsInMemoryNeedNoFile();
    void cancelled();
    void progress();
    void threadsReadTheSame();

private:
    std::shared_ptr<const Dataset> read(std::int64_t memory = 0)
    {
        return readDataset(m_path, {.memoryBytes = memory}).value();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
};

void TestDatasetChanges::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(QStringLiteral("data.h5")).toStdString();
    QVERIFY(bool(writeDataset(m_path, sample(1))));
}

void TestDatasetChanges::deletedWhileInUse()
{
    const auto dataset = read();
    QVERIFY(bool(readFirstRow(*dataset)));
    QVERIFY(bool(checkUnchanged(*dataset)));
    std::filesystem::remove(m_path);
    for (const auto& result : {readFirstRow(*dataset), checkUnchanged(*dataset)}) {
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::NotFound);
        QVERIFY(result.error().message.starts_with(m_path + ": was deleted or moved"));
    }
}

void TestDatasetChanges::replacedWhileInUse()
{
    const auto dataset = read();
    QVERIFY(bool(writeDataset(m_path, sample(2))));
    for (const auto& result : {readFirstRow(*dataset), checkUnchanged(*dataset)}) {
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::InvalidInput);
        QCOMPARE(result.error().message, m_path + ": has changed since it was opened; open it again");
    }
    const auto again = readDataset(m_path);
    QVERIFY(bool(again));
    QVERIFY(again.value()->fingerprint != dataset->fingerprint);
}

void TestDatasetChanges::overwrittenWhileInUse()
{
    const auto dataset = read();
    {
        QFile file(QString::fromStdString(m_path));
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(file.size() / 2);
        file.write("spoiled");
    }
    QVERIFY(!readFirstRow(*dataset));
    QVERIFY(!checkUnchanged(*dataset));
}

void TestDatasetChanges::unchangedWhenOnlyTheTimeDiffers()
{
    const auto inMemory = read(1 << 30);
    const auto bytes = readFile(m_path).value();
    std::filesystem::remove(m_path);
    QVERIFY(bool(writeFileAtomically(m_path, bytes))); // a copy: the contents decide
    QVERIFY(bool(checkUnchanged(*inMemory)));
    QVERIFY(bool(readFirstRow(*inMemory)));
    QVERIFY(bool(writeDataset(m_path, sample(2))));
    QVERIFY(!checkUnchanged(*inMemory));
    QVERIFY(bool(readFirstRow(*inMemory))); // what is in memory stays usable
}

void TestDatasetChanges::datasetsInMemoryNeedNoFile()
{
    QVERIFY(bool(checkUnchanged(sample(1))));
}

void TestDatasetChanges::cancelled()
{
    std::stop_source source;
    source.request_stop();
    RunContext context;
    context.stop = source.get_token();
    const auto result = readDataset(m_path, {}, context);
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Cancelled);
}

void TestDatasetChanges::progress()
{
    std::vector<Progress> seen;
    RunContext context;
    context.report = [&](const RunEvent& event) { seen.push_back(std::get<Progress>(event)); };
    QVERIFY(bool(readDataset(m_path, {}, context)));
    QVERIFY(!seen.empty());
    QCOMPARE(seen.front().stage, std::string("reading parity"));
    QCOMPARE(seen.front().total, std::int64_t(350 * 80 * 4)); // float32 of all rows
    QVERIFY(seen.back().done > 0 && seen.back().done <= seen.back().total);
}

void TestDatasetChanges::threadsReadTheSame()
{
    const auto dataset = read();
    const auto& rows = *dataset->split("train")->rows[1];
    const auto expected = readAll(*read(1 << 30)->split("train")->rows[1], {40}).value();
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                std::vector<std::int64_t> indices;
                for (int i = 0; i < 200; ++i)
                    indices.push_back((i * 7 + t * 50) % 300);
                std::vector<float> values(200 * 40);
                for (int repeat = 0; repeat < 20; ++repeat) {
                    if (!rows.read(indices, values))
                        ++wrong;
                    for (std::size_t i = 0; i < indices.size(); ++i)
                        wrong += !std::ranges::equal(
                            expected.row(indices[i]), std::span(values).subspan(i * 40, 40));
                }
            });
    }
    QCOMPARE(wrong.load(), 0);
}

TEST_ENTRY(TestDatasetChanges, NoApplication)

} // namespace modalscope::tst_dataset_changes

#include "tst_dataset_changes.moc"
